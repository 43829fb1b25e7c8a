import Foundation

extension SystemCalls {
    /// Starts this program anew in this process, with the arguments that it has: execve(2).
    ///
    /// Every file and socket is closed then. It returns only where that fails, with the reason.
    static func restart() -> String {
        let arguments = CommandLine.arguments
        #if os(Linux)
            let program = "/proc/self/exe"
            closeOnRestart()
        #else
            let program = Bundle.main.executablePath ?? arguments.first ?? ""
        #endif
        // What is ignored or blocked here stays so in the new program, and threads of tasks block signals.
        for number in [SIGTERM, SIGINT, SIGHUP] { _ = signal(number, SIG_DFL) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        _ = unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
        var pointers = unsafe arguments.map { unsafe strdup($0) }
        unsafe pointers.append(nil)
        _ = unsafe execv(program, pointers)
        let reason = lastError
        unsafe pointers.forEach { unsafe free($0) }
        return reason
    }

    /// Nothing but the standard streams is handed on, also by libraries that forgot to say so.
    private static func closeOnRestart() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in names.compactMap(Int32.init) where descriptor > STDERR_FILENO {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }
}
