import Dispatch
import Inference

/// Where large batches are decoded, predicted and encoded: one at a time, each over all cores, away from the threads that answer
/// requests.
struct BatchExecutor: Sendable {
    /// The threads that share one batch.
    let pool: WorkerPool
    private let queue = DispatchQueue(label: "geoclimate.batch")

    init(pool: WorkerPool) {
        self.pool = pool
    }

    /// Runs `work` in its turn.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
