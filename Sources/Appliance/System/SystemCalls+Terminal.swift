import Foundation

extension SystemCalls {
    /// Whether somebody sees standard error as it is written.
    static var isErrorATerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Runs `body` while the terminal on standard input shows nothing of what is typed, and puts it back as it was.
    static func withoutEcho<Value>(_ body: () throws -> Value) rethrows -> Value {
        var before = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &before) == 0 else { return try body() }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        silent.c_lflag |= tcflag_t(ECHONL)
        _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
        return try body()
    }

    /// Columns of the terminal on standard output; nil where it is none.
    static var terminalColumns: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
