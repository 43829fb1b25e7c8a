import AirQuality

/// Turns CSV records into rows of a model.
///
/// The first record is the header.
struct CSVRows {
    private let features: FeatureIndex
    private let others: OtherNames
    /// Feature by column; `nil` for other columns.
    ///
    /// Empty before the header.
    private(set) var columns: [Int?] = []
    private(set) var names: [String] = []

    init(features: FeatureIndex, others: OtherNames) {
        self.features = features
        self.others = others
    }

    var hasHeader: Bool { !names.isEmpty }

    /// Takes the header.
    ///
    /// - Throws: ``BatchFileError`` when a column stands twice, is unknown where that is refused, or when none is a
    ///   feature.
    mutating func readHeader(_ record: CSVRecord) throws(BatchFileError) {
        var seen: Set<String> = []
        for index in 0..<record.count {
            guard let name = record.text(of: index) else {
                throw .badLine(line: record.line, reason: "The header is not UTF-8.")
            }
            guard seen.insert(name).inserted else { throw .duplicateColumn(name) }
            let column = features.column(of: record.bytes[record.range(of: index)], hint: index)
            if column == nil { try checkOther(name) }
            names.append(name)
            columns.append(column)
        }
        guard columns.contains(where: { $0 != nil }) else {
            throw .noFeatureColumn(columns: names, features: features.names)
        }
    }

    private func checkOther(_ name: String) throws(BatchFileError) {
        switch others {
        case .refused: throw .unknownColumn(name, nearest: NearestName.suggestion(for: name, among: features.names))
        case .kept(let except): if except.contains(name) { throw .columnTaken(name) }
        }
    }

    /// Sets the row's values that `record` has; an empty field is missing.
    ///
    /// - Throws: ``BatchFileError`` at a field that is no number within `Float`'s range.
    func fill(_ values: inout [Double], at start: Int, from record: CSVRecord) throws(BatchFileError) {
        for index in 0..<min(record.count, columns.count) {
            guard let column = columns[index], !record.isEmpty(index) else { continue }
            guard let number = record.number(of: index) else {
                let text = String(decoding: record.bytes[record.range(of: index)].prefix(40), as: UTF8.self)
                throw .notANumber(line: record.line, column: names[index], text: text)
            }
            guard RowDecoder.isInRange(number) else { throw .outOfRange(line: record.line, column: names[index]) }
            values[start + column] = number
        }
    }

    /// Appends the record as CSV text, without a line end; fields are quoted only where RFC 4180 asks for it.
    static func append(_ record: CSVRecord, to text: inout [UInt8]) {
        for index in 0..<record.count {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            let field = record.bytes[record.range(of: index)]
            let needsQuotes = field.contains { byte in
                byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
                    || byte == UInt8(ascii: "\r")
            }
            guard needsQuotes else {
                text.append(contentsOf: field)
                continue
            }
            text.append(UInt8(ascii: "\""))
            for byte in field {
                if byte == UInt8(ascii: "\"") { text.append(byte) }
                text.append(byte)
            }
            text.append(UInt8(ascii: "\""))
        }
    }
}
