import Dispatch
import Synchronization

/// Two pieces of work at the same time, on two threads.
enum Together {
    /// The results of both, worked out side by side where that is worthwhile and one after the other where not.
    static func run<First: Sendable, Second: Sendable>(
        isWorthwhile: Bool, _ first: @Sendable () -> First, _ second: @Sendable () -> Second
    ) -> (First, Second) {
        guard isWorthwhile else { return (first(), second()) }
        let results = Mutex<(First?, Second?)>((nil, nil))
        DispatchQueue.concurrentPerform(iterations: 2) { piece in
            if piece == 0 {
                let result = first()
                results.withLock { $0.0 = result }
            } else {
                let result = second()
                results.withLock { $0.1 = result }
            }
        }
        let (one, two) = results.withLock { $0 }
        return (one ?? first(), two ?? second())
    }
}
