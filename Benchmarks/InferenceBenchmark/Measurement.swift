import Inference

/// Figures of one model: the fastest of many short repetitions, because others may use the machine.
struct Measurement {
    let model: Model
    let rows: [Double]
    let expected: [Double]
    let width: Int

    private static let leastRepetitions = 3
    private static let secondsPerFigure = 0.6
    private static let rowsPerRepetition = 2_000

    private var count: Int { rows.count / width }

    /// Rows whose margin is not bit for bit the library's, single or in a batch.
    func differentBits() -> Int {
        var answers = [Double](repeating: 0, count: count)
        var all = answers.mutableSpan
        model.predict(rows: rows.span, count: count, .margin, into: &all)
        var different = 0
        for row in 0..<min(count, expected.count) {
            var single = [0.0]
            var answer = single.mutableSpan
            model.predict(row: rows.span.extracting(row * width..<(row + 1) * width), .margin, into: &answer)
            if answers[row].bitPattern != expected[row].bitPattern
                || single[0].bitPattern != expected[row].bitPattern
            {
                different += 1
            }
        }
        return different
    }

    func rowMicroseconds() -> Double {
        var single = [0.0]
        var answer = single.mutableSpan
        let span = rows.span
        return fastest { repetition in
            let start = InferenceBenchmark.now()
            for index in 0..<Self.rowsPerRepetition {
                let row = (index + repetition * 1777) % count
                model.predict(row: span.extracting(row * width..<(row + 1) * width), .margin, into: &answer)
            }
            return (InferenceBenchmark.now() - start) / Double(Self.rowsPerRepetition) * 1e6
        }
    }

    func batchRowsPerSecond(workers: WorkerPool?, count wanted: Int? = nil) -> Int {
        let count = min(wanted ?? count, count)
        let times = max(1, 2_000 / count)
        var answers = [Double](repeating: 0, count: count)
        var all = answers.mutableSpan
        let span = rows.span.extracting(first: count * width)
        let seconds = fastest { _ in
            let start = InferenceBenchmark.now()
            for _ in 0..<times { model.predict(rows: span, count: count, .margin, into: &all, workers: workers) }
            return (InferenceBenchmark.now() - start) / Double(times)
        }
        return Int(Double(count) / seconds)
    }

    private func fastest(_ measure: (Int) -> Double) -> Double {
        var best = Double.infinity
        let end = InferenceBenchmark.now() + Self.secondsPerFigure
        var repetition = 0
        while repetition < Self.leastRepetitions || InferenceBenchmark.now() < end {
            best = min(best, measure(repetition))
            repetition += 1
        }
        return best
    }
}
