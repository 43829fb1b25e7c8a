import AirQuality
import HTTPTypes
import JSONText

/// Decoded rows of one batch, row-major.
struct RowBatch: Sendable {
    private(set) var values: [Double] = []
    private(set) var count = 0
    let features: FeatureIndex

    init(features: FeatureIndex) {
        self.features = features
    }

    /// Adds a row of missing values and answers where it begins.
    ///
    /// - Throws: ``APIError`` 413 at one row more than ``Limits/batchRows``, or than ``Limits/batchValues`` has room for.
    mutating func addRow() throws(APIError) -> Int {
        guard count < Limits.batchRows else {
            throw APIError(.contentTooLarge, "A batch holds at most \(Limits.batchRows) rows. Send it in parts.")
        }
        guard (count + 1) * features.count <= Limits.batchValues else {
            throw APIError(
                .contentTooLarge,
                "A batch holds at most \(Limits.batchValues / max(features.count, 1)) rows for a model of \(features.count) "
                    + "features. Send it in parts.")
        }
        let start = values.count
        values.append(contentsOf: repeatElement(.nan, count: features.count))
        count += 1
        return start
    }
}

extension RowBatch {
    /// Rows of the JSON array that the reader stands at.
    ///
    /// - Throws: ``APIError`` 422 naming rows and features that do not validate.
    init(json data: JSONReader, features: FeatureIndex) throws(APIError) {
        self.init(features: features)
        var reader = data
        var problems = FieldProblems()
        do {
            guard try reader.peek() == .array else {
                throw APIError.invalid("body", "data", message: "The field 'data' takes a list of objects, one a row.")
            }
            try reader.beginArray()
            while try reader.nextElement() {
                let start = try addRow()
                try RowDecoder.decode(
                    &reader, features: features, into: &values, at: start,
                    location: ["body", "data", String(count - 1)], problems: &problems)
            }
        } catch let error as JSONError {
            throw APIError(error)
        } catch let error as APIError {
            throw error
        } catch {
            throw APIError.unexpected(error)
        }
        guard problems.isEmpty else { throw APIError(problems: problems) }
    }
}

extension RowBatch {
    /// Rows of a CSV document with a header of features.
    ///
    /// - Throws: ``APIError`` 422 naming the line and the column that do not validate.
    init(csv bytes: [UInt8], features: FeatureIndex) throws(APIError) {
        self.init(features: features)
        var reader = CSVReader()
        var rows = CSVRows(features: features, others: .refused)
        var batch = RowBatch(features: features)
        let take = { (record: CSVRecord) throws in
            guard rows.hasHeader else { return try rows.readHeader(record) }
            let start = try batch.addRow()
            try rows.fill(&batch.values, at: start, from: record)
        }
        try Self.validating {
            try reader.read(bytes.span, take)
            try reader.finish(take)
        }
        self = batch
    }

    /// Rows of one JSON object a line.
    ///
    /// - Throws: ``APIError`` 422 naming the line that does not validate.
    init(ndjson bytes: [UInt8], features: FeatureIndex) throws(APIError) {
        self.init(features: features)
        var splitter = LineSplitter()
        let rows = NDJSONRows(features: features, others: .refused)
        var batch = RowBatch(features: features)
        let take = { (line: Int, bytes: [UInt8]) throws in
            guard !NDJSONRows.isBlank(bytes) else { return }
            let start = try batch.addRow()
            try rows.fill(&batch.values, at: start, from: bytes, line: line)
        }
        try Self.validating {
            try splitter.read(bytes, take)
            try splitter.finish(take)
        }
        self = batch
    }

    private static func validating(_ body: () throws -> Void) throws(APIError) {
        do {
            try body()
        } catch let error as APIError {
            throw error
        } catch let error as BatchFileError {
            throw .invalid("body", message: error.description)
        } catch let error as CSVError {
            throw .invalid("body", message: error.description)
        } catch {
            throw .unexpected(error)
        }
    }
}
