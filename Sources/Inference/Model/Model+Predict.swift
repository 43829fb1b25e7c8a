extension Model {
    /// Answers one row, without allocating for up to ``inlineOutputs`` margins.
    ///
    /// - Parameters:
    ///   - row: `featureCount` values, NaN where missing.
    ///   - output: What to answer; the model must have it (``valueCount(_:)``).
    ///   - values: `valueCount(output)` places that are written.
    /// - Precondition: The spans have exactly these lengths.
    public func predict(row: Span<Double>, _ output: Output = .prediction, into values: inout MutableSpan<Double>) {
        precondition(row.count == featureCount, "A row has one value a feature.")
        precondition(values.count == valueCount(output), "The answer has one place a value.")
        if answersMargins(output) {
            layout.margins(row: row, into: &values)
        } else if outputCount <= Self.inlineOutputs {
            var storage = InlineArray<16, Double>(repeating: 0)
            var inline = storage.mutableSpan
            var margins = inline._mutatingExtracting(first: outputCount)
            layout.margins(row: row, into: &margins)
            convert(margins.span, output, into: &values)
        } else {
            var storage = [Double](repeating: 0, count: outputCount)
            var margins = storage.mutableSpan
            layout.margins(row: row, into: &margins)
            convert(margins.span, output, into: &values)
        }
    }

    /// Answers many rows, on the calling thread and, where given, on the workers too; blocks until all are answered.
    ///
    /// Call it from a thread that may block, not from Swift's cooperative pool when the batch is large.
    ///
    /// - Parameters:
    ///   - rows: `count * featureCount` values, row after row, NaN where missing.
    ///   - count: Number of rows.
    ///   - output: What to answer; the model must have it (``valueCount(_:)``).
    ///   - values: `count * valueCount(output)` places that are written, row after row.
    ///   - workers: Threads to share the rows with; `nil` for the calling thread alone.
    /// - Precondition: The spans have exactly these lengths.
    public func predict(
        rows: Span<Double>, count: Int, _ output: Output = .prediction, into values: inout MutableSpan<Double>,
        workers: WorkerPool? = nil
    ) {
        guard let width = valueCount(output) else {
            preconditionFailure("The model has no such output.")
        }
        precondition(rows.count == count * featureCount, "A row has one value a feature.")
        precondition(values.count == count * width, "An answer has one place a value.")
        guard let workers, count > Self.rowsOfOneThread else {
            return predictHere(rows: rows, count: count, output, width: width, into: &values)
        }
        workers.forEachPart(
            of: count, rows: rows, rowWidth: featureCount, values: &values, valueWidth: width, minimum: Self.rowsOfAPart
        ) { part, partCount, answers in
            self.predictHere(rows: part, count: partCount, output, width: width, into: &answers)
        }
    }

    /// Margins that a single row may have before its scratch memory is allocated.
    static var inlineOutputs: Int { 16 }
    /// Rows for which waking other threads does not pay.
    static var rowsOfOneThread: Int { 512 }
    /// Rows that a thread takes at a time: a whole number of kernel blocks.
    static var rowsOfAPart: Int { 1024 }

    /// Answers rows on the calling thread.
    private func predictHere(
        rows: Span<Double>, count: Int, _ output: Output, width: Int, into values: inout MutableSpan<Double>
    ) {
        if answersMargins(output) {
            return layout.margins(rows: rows, count: count, into: &values)
        }
        var storage = [Double](repeating: 0, count: min(count, Self.rowsOfAPart) * outputCount)
        var first = 0
        while first < count {
            let size = min(count - first, Self.rowsOfAPart)
            var all = storage.mutableSpan
            var margins = all._mutatingExtracting(first: size * outputCount)
            layout.margins(
                rows: rows.extracting(first * featureCount..<(first + size) * featureCount), count: size,
                into: &margins)
            for row in 0..<size {
                var answer = values._mutatingExtracting((first + row) * width..<(first + row + 1) * width)
                convert(margins.span.extracting(row * outputCount..<(row + 1) * outputCount), output, into: &answer)
            }
            first += size
        }
    }

    /// Whether the layout's sums are the answer as they are.
    private func answersMargins(_ output: Output) -> Bool {
        switch output {
        case .margin: true
        case .prediction: divisor == 1 && link == .identity
        case .probabilities: false
        }
    }

    private func convert(_ margins: Span<Double>, _ output: Output, into values: inout MutableSpan<Double>) {
        switch output {
        case .prediction:
            link.apply(margins, precision: precision, divisor: divisor, into: &values)
        case .margin:
            Link.identity.apply(margins, precision: precision, divisor: 1, into: &values)
        case .probabilities:
            probabilityLink?.applyProbabilities(margins, precision: precision, divisor: divisor, into: &values)
        }
    }
}
