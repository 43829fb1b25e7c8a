import Synchronization
import Telemetry
import Traces

/// Takes finished spans from any thread until they are stored and sent.
///
/// Spans wait up to `Limits.waitingSpans`. What does not fit is dropped and counted: nobody ever waits here.
final class SpanBuffer: Sendable {
    /// Spans that were dropped because too many waited.
    let dropped = Counter()
    private let spans = Mutex<[Traces.Span]>([])
    private let capacity: Int

    init(capacity: Int = Limits.waitingSpans) {
        self.capacity = capacity
    }

    /// Adds spans of one trace, all of them or none.
    func add(_ new: [Traces.Span]) {
        let isTaken = spans.withLock { spans in
            guard spans.count + new.count <= capacity else { return false }
            spans += new
            return true
        }
        if !isTaken { dropped.increment(by: UInt64(new.count)) }
    }

    /// All that wait; none waits afterwards.
    func take() -> [Traces.Span] {
        spans.withLock { spans in
            defer { spans = [] }
            return spans
        }
    }
}
