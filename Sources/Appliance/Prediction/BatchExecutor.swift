import Dispatch
import Inference

/// Where large batches are predicted: one at a time, each over all cores, away from the threads that answer requests.
struct BatchExecutor: Sendable {
    private let pool: WorkerPool
    private let queue = DispatchQueue(label: "geoclimate.batch")

    init(pool: WorkerPool) {
        self.pool = pool
    }

    /// Predicts `count` row-major rows; answers `width` values a row.
    func predict(rows: [Double], count: Int, _ model: Model, _ output: Model.Output, width: Int) async -> [Double] {
        await withCheckedContinuation { continuation in
            queue.async {
                var values = [Double](repeating: 0, count: width * count)
                var span = values.mutableSpan
                model.predict(rows: rows.span, count: count, output, into: &span, workers: pool)
                continuation.resume(returning: values)
            }
        }
    }
}
