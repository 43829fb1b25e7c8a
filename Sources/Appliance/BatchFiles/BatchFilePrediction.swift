import AirQuality
import Foundation
import Inference

/// Predicts a file of rows, CSV or NDJSON, block by block: memory does not depend on the file's size.
struct BatchFilePrediction {
    let model: Model
    let features: FeatureIndex
    let workers: WorkerPool

    /// What was done.
    struct Summary: Equatable {
        var rows = 0
        /// Features that the input has no column for: they were missing in every row.
        var missingFeatures: [String] = []
        /// Columns that are no feature of the model.
        var otherColumns: [String] = []
    }

    /// Reads all of `input`, in the format that its first character tells: `{` is NDJSON, anything else CSV.
    ///
    /// - Throws: ``BatchFileError``, ``CSVError``, or an error of the files.
    func run(_ input: FileHandle, named path: String, to output: BatchFileOutput) throws -> Summary {
        guard let first = try chunk(input) else { throw BatchFileError.empty(path: path) }
        let start = first.first { !" \t\r\n\u{FEFF}".utf8.contains($0) }
        return start == UInt8(ascii: "{")
            ? try ndjson(first, input, output) : try csv(first, input, named: path, output)
    }

    private func chunk(_ input: FileHandle) throws -> [UInt8]? {
        guard let data = try input.read(upToCount: Limits.fileChunkBytes), !data.isEmpty else { return nil }
        return [UInt8](data)
    }

    private func csv(
        _ first: [UInt8], _ input: FileHandle, named path: String, _ output: BatchFileOutput
    ) throws -> Summary {
        var reader = CSVReader()
        let names = outputNames
        var rows = CSVRows(features: features, others: .kept(except: names))
        var block = PredictionBlock(features: features.count)
        var summary = Summary()
        let take = { (record: CSVRecord) throws in
            guard rows.hasHeader else {
                try rows.readHeader(record)
                summary.otherColumns = zip(rows.names, rows.columns).filter { $1 == nil }.map(\.0)
                let found = Set(rows.columns.compactMap(\.self))
                summary.missingFeatures = features.names.indices.filter { !found.contains($0) }.map {
                    features.names[$0]
                }
                var header: [UInt8] = []
                CSVRows.append(record, to: &header)
                for name in names { header += [UInt8(ascii: ",")] + Array(name.utf8) }
                try output.write(header + [UInt8(ascii: "\n")])
                return
            }
            try block.addRow { values, start, text in
                try rows.fill(&values, at: start, from: record)
                CSVRows.append(record, to: &text)
            }
            if block.isFull { try flush(&block, to: output, &summary, csvRow) }
        }
        var next: [UInt8]? = first
        while let bytes = next {
            try reader.read(bytes.span, take)
            next = try chunk(input)
        }
        try reader.finish(take)
        guard rows.hasHeader else { throw BatchFileError.empty(path: path) }
        try flush(&block, to: output, &summary, csvRow)
        return summary
    }

    private func ndjson(_ first: [UInt8], _ input: FileHandle, _ output: BatchFileOutput) throws -> Summary {
        var splitter = LineSplitter()
        let names = outputNames
        let rows = NDJSONRows(features: features, others: .kept(except: names))
        var block = PredictionBlock(features: features.count)
        var summary = Summary()
        let write = { (row: Int, block: PredictionBlock, values: ArraySlice<Double>, output: BatchFileOutput) throws in
            try ndjsonRow(row, block, values, names, output)
        }
        let take = { (line: Int, bytes: [UInt8]) throws in
            guard !NDJSONRows.isBlank(bytes) else { return }
            try block.addRow { values, start, text in
                try rows.fill(&values, at: start, from: bytes, line: line)
                text.append(contentsOf: bytes)
            }
            if block.isFull { try flush(&block, to: output, &summary, write) }
        }
        var next: [UInt8]? = first
        while let bytes = next {
            try splitter.read(bytes, take)
            next = try chunk(input)
        }
        try splitter.finish(take)
        try flush(&block, to: output, &summary, write)
        return summary
    }

    // MARK: Output

    /// `prediction`, or `prediction_0, …` where the model answers several values.
    private var outputNames: [String] {
        let count = model.valueCount(.prediction) ?? 0
        return count == 1 ? ["prediction"] : (0..<count).map { "prediction_\($0)" }
    }

    /// Predicts the block's rows and writes each through `write`.
    private func flush(
        _ block: inout PredictionBlock, to output: BatchFileOutput, _ summary: inout Summary,
        _ write: (Int, PredictionBlock, ArraySlice<Double>, BatchFileOutput) throws -> Void
    ) throws {
        let width = model.valueCount(.prediction) ?? 0
        var predictions = [Double](repeating: 0, count: block.count * width)
        var span = predictions.mutableSpan
        model.predict(rows: block.values.span, count: block.count, .prediction, into: &span, workers: workers)
        for row in 0..<block.count {
            let values = predictions[(row * width)..<((row + 1) * width)]
            if let bad = values.first(where: { !$0.isFinite }) {
                throw BatchFileError.notFinite(row: summary.rows + row + 1, value: bad)
            }
            try write(row, block, values, output)
        }
        summary.rows += block.count
        block.removeAll()
    }

    private func csvRow(
        _ row: Int, _ block: PredictionBlock, _ values: ArraySlice<Double>, _ output: BatchFileOutput
    ) throws {
        try output.write(block.text(of: row))
        for value in values { try output.write([UInt8(ascii: ",")] + digits(value).utf8) }
        try output.write([UInt8(ascii: "\n")])
    }

    private func ndjsonRow(
        _ row: Int, _ block: PredictionBlock, _ values: ArraySlice<Double>, _ names: [String], _ output: BatchFileOutput
    ) throws {
        let text = block.text(of: row)
        // The line is one object that was read completely: its last brace closes it.
        guard let brace = text.lastIndex(of: UInt8(ascii: "}")) else { return }
        let isEmptyObject = !text[..<brace].contains(UInt8(ascii: "\""))
        try output.write(text[..<brace])
        for (index, (name, value)) in zip(names, values).enumerated() {
            let comma = index == 0 && isEmptyObject ? "" : ","
            try output.write("\(comma)\"\(name)\":\(digits(value))".utf8)
        }
        try output.write("}\n".utf8)
    }

    /// As many digits as it takes to read the same number back.
    private func digits(_ value: Double) -> String {
        model.answersFloats ? Float(value).description : value.description
    }
}
