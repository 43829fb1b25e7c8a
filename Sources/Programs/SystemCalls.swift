internal import CChildFiles

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The only file of this target that calls unsafe code: thin wrappers over C, each with checked arguments.
enum SystemCalls {
    struct Started {
        let id: Int32
        let output: FileDescriptor
        let complaints: FileDescriptor?
    }

    /// The environment of a program: where others are, and plain English.
    private static let environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"]

    static func spawn(
        _ path: String, _ arguments: [String], keepsComplaints: Bool
    ) throws(ProgramError) -> Started {
        let output = try pipe(for: path)
        let complaints = keepsComplaints ? try pipe(for: path) : nil
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output.write.number, STDOUT_FILENO)
        if let complaints {
            unsafe posix_spawn_file_actions_adddup2(&actions, complaints.write.number, STDERR_FILENO)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
        // The server's sockets are open without FD_CLOEXEC: a program that outlives a connection would hold it open.
        let refusal = unsafe geoclimate_close_from(&actions, STDERR_FILENO + 1)
        guard refusal == 0 else { throw .notStarted(path: path, reason: reason(refusal)) }
        // Threads of queues hold signals back, and their programs would inherit that: nothing could end them.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        #if canImport(Darwin)
            // The last closes all but the three standard files, as the action above does elsewhere.
            let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_CLOEXEC_DEFAULT
        #else
            let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        #endif
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var id: pid_t = 0
        let failure = unsafe withCStrings([path] + arguments) { words in
            unsafe withCStrings(environment) { variables in
                unsafe posix_spawn(&id, path, &actions, &attributes, words, variables)
            }
        }
        guard failure == 0 else { throw .notStarted(path: path, reason: reason(failure)) }
        return Started(id: id, output: output.read, complaints: complaints?.read)
    }

    /// Waits for a program without taking its status away, so that its number stays its own.
    static func waitForEnd(of id: Int32) {
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    }

    /// The status of a program that has ended: what it answered, or 128 and the signal that ended it.
    static func collect(_ id: Int32) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0 {
            guard errno == EINTR else { return -1 }
        }
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }

    static func terminate(_ id: Int32) { _ = kill(id, SIGTERM) }

    static func read(_ descriptor: Int32, atMost bytes: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: bytes) { buffer, count in
            var answer = 0
            repeat {
                #if canImport(Darwin)
                    answer = unsafe Darwin.read(descriptor, buffer.baseAddress, bytes)
                #elseif canImport(Musl)
                    answer = unsafe Musl.read(descriptor, buffer.baseAddress, bytes)
                #else
                    answer = unsafe Glibc.read(descriptor, buffer.baseAddress, bytes)
                #endif
            } while answer < 0 && errno == EINTR
            count = max(0, answer)
        }
    }

    static func close(_ descriptor: Int32) {
        #if canImport(Darwin)
            _ = Darwin.close(descriptor)
        #elseif canImport(Musl)
            _ = Musl.close(descriptor)
        #else
            _ = Glibc.close(descriptor)
        #endif
    }

    /// Both ends of a pipe that programs do not inherit by themselves.
    private static func pipe(
        for path: String
    ) throws(ProgramError) -> (read: FileDescriptor, write: FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        guard unsafe geoclimate_pipe(&ends) == 0 else { throw .notStarted(path: path, reason: reason(errno)) }
        return (FileDescriptor(ends[0]), FileDescriptor(ends[1]))
    }

    private static func reason(_ number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = unsafe texts.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        return unsafe body(copies + [nil])
    }
}
