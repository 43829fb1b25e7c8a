import Dispatch

/// Runs work that blocks, such as file access, hashing and compression, away from Swift's cooperative threads.
///
/// Those threads are as many as the machine has cores; one that waits for a disk takes a core away from requests.
/// Each value of this type runs its work one after the other on a dispatch queue of its own.
package struct BlockingQueue: Sendable {
    private let queue: DispatchQueue

    /// A queue under a label that debuggers show.
    package init(label: String) {
        queue = DispatchQueue(label: label, qos: .userInitiated)
    }

    /// Runs `work` to its end, also when the waiting task is cancelled, and answers what it returned or threw.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }

    /// Runs `work`, which cannot fail, to its end and answers what it returned.
    package func result<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
