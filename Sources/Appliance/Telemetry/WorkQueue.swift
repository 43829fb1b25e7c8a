import Dispatch
import Synchronization

/// Threads for work that blocks or takes long: so many at a time, and a bounded line of those who wait.
///
/// Such work must not run on the threads of Swift's tasks, of which there are as many as cores.
final class WorkQueue: Sendable {
    /// The line is full.
    struct Overloaded: Error, Equatable, CustomStringConvertible {
        var description: String { "Too many requests of this kind wait for their turn. Try again later." }
    }

    /// Does the work, and answers with what tells its caller.
    private typealias Job = @Sendable () -> @Sendable () -> Void

    private struct State {
        var running = 0
        var waiting: [Job] = []
    }

    private enum Place {
        case first, waits, refused
    }

    private let queue: DispatchQueue
    private let width: Int
    private let line: Int
    private let state = Mutex(State())

    /// A queue that runs `width` at the same time while `line` wait.
    init(_ label: String, width: Int, line: Int) {
        queue = DispatchQueue(label: label, attributes: .concurrent)
        self.width = width
        self.line = line
    }

    /// Runs `work` in its turn.
    ///
    /// - Throws: what `work` throws, and ``Overloaded``.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job: Job = {
                let result = Result(catching: work)
                return { continuation.resume(with: result) }
            }
            switch take(job) {
            case .first: start(job)
            case .waits: break
            case .refused: continuation.resume(throwing: Overloaded())
            }
        }
    }

    private func take(_ job: @escaping Job) -> Place {
        state.withLock { state in
            if state.running < width {
                state.running += 1
                return .first
            }
            guard state.waiting.count < line else { return .refused }
            state.waiting.append(job)
            return .waits
        }
    }

    private func start(_ job: @escaping Job) {
        queue.async { [self] in
            let tell = job()
            let next = state.withLock { state in
                guard state.waiting.isEmpty else { return Optional(state.waiting.removeFirst()) }
                state.running -= 1
                return nil
            }
            if let next { start(next) }
            // Last, so that the place is free for a caller that does one thing after another.
            tell()
        }
    }
}
