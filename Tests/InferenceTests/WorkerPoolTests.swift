import Synchronization
import Testing

@testable import Inference

@Suite struct WorkerPoolTests {
    @Test(arguments: [1, 2, 5], [0, 1, 2, 100])
    func everyPartRunsOnce(threads: Int, parts: Int) {
        let pool = WorkerPool(threadCount: threads)
        let runs = Mutex([Int](repeating: 0, count: parts))
        for _ in 0..<20 {
            pool.forEach(parts) { part in runs.withLock { $0[part] += 1 } }
        }
        #expect(runs.withLock { $0 } == [Int](repeating: 20, count: parts))
    }

    @Test func aPoolThatWasShutDownStillAnswers() {
        let pool = WorkerPool(threadCount: 3)
        pool.shutDown()
        pool.shutDown()
        let runs = Atomic<Int>(0)
        pool.forEach(10) { _ in runs.add(1, ordering: .relaxed) }
        #expect(runs.load(ordering: .relaxed) == 10)
    }

    @Test func theNumberOfThreadsIsBounded() {
        #expect(WorkerPool(threadCount: -3).threadCount == 1)
        #expect(WorkerPool(threadCount: WorkerPool.maxThreads + 1).threadCount <= WorkerPool.maxThreads)
    }

    @Test func aBatchOnWorkersHasTheSameBits() throws {
        let shape = EnsembleShape(precision: .float64, trees: 9, leaves: 31, depth: 8, outputs: 2)
        let ensemble = shape.ensemble(seed: 3)
        let count = 2500
        let rows = shape.rows(count, seed: 3)
        let layout = ForestPlanner.layout(ensemble, level: .best)
        var alone = [Double](repeating: .nan, count: count * 2)
        var aloneSpan = alone.mutableSpan
        layout.margins(rows: rows.span, count: count, into: &aloneSpan)
        var shared = [Double](repeating: .nan, count: count * 2)
        var sharedSpan = shared.mutableSpan
        WorkerPool(threadCount: 2).forEachPart(
            of: count, rows: rows.span, rowWidth: shape.features, values: &sharedSpan, valueWidth: 2, minimum: 256
        ) { part, partCount, answers in
            layout.margins(rows: part, count: partCount, into: &answers)
        }
        #expect(alone.map(\.bitPattern) == shared.map(\.bitPattern))
    }
}
