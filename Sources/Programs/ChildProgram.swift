internal import Synchronization

/// Another program, from its start to its end.
///
/// It has a plain environment without the secrets of ours, nothing on its standard input, and no file of ours. Foundation's
/// `Process` does not do here: on Linux it watches the child with `select`, which writes beyond its memory
/// in a process that has more than 1,024 files and connections open.
///
/// Methods that wait hold up the thread that calls them, which is to be one of the caller's own.
public final class ChildProgram: Sendable {
    /// What becomes of what a program says on its standard error.
    public enum Complaints: Sendable {
        /// It is kept in a pipe for ``readComplaints()``; a program that says more than the pipe holds waits there, so
        /// whoever reads its output for long reads this at the same time.
        case kept
        case dropped
    }

    private let id: Int32
    private let output: FileDescriptor
    private let complaints: FileDescriptor?
    /// How it ended; nil until somebody has waited for it.
    private let status = Mutex<Int32?>(nil)

    /// Starts the program at a path with its arguments, those behind its own name.
    ///
    /// - Throws: ``ProgramError`` where it cannot be started.
    public init(
        _ path: String, _ arguments: [String], complaints: Complaints = .kept
    ) throws(ProgramError) {
        let started = try SystemCalls.spawn(path, arguments, keepsComplaints: complaints == .kept)
        id = started.id
        output = started.output
        self.complaints = started.complaints
    }

    /// What the program says next on its standard output, at most 64 KiB; nothing at its end.
    public func read() -> [UInt8] { output.read(atMost: Limits.readBytes) }

    /// All that the program says on its standard output, at most so many bytes.
    public func readAll(atMost bytes: Int) -> [UInt8] {
        var all: [UInt8] = []
        while all.count < bytes {
            let some = output.read(atMost: min(Limits.readBytes, bytes - all.count))
            guard !some.isEmpty else { break }
            all += some
        }
        return all
    }

    /// What the program has said on its standard error, at most 64 KiB; waits until it says something or ends.
    public func readComplaints() -> [UInt8] { complaints?.read(atMost: Limits.readBytes) ?? [] }

    /// Asks the program to end; nothing happens when it has.
    public func terminate() {
        // Within the lock: a number whose owner was waited for may be another program's.
        status.withLock { if $0 == nil { SystemCalls.terminate(id) } }
    }

    /// Waits until the program ends, and answers its exit status; 128 and the signal's number where one ended it.
    @discardableResult
    public func wait() -> Int32 {
        SystemCalls.waitForEnd(of: id)
        return status.withLock { status in
            let ended = status ?? SystemCalls.collect(id)
            status = ended
            return ended
        }
    }

    deinit {
        terminate()
        wait()
    }
}
