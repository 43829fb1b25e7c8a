/// Reads CSV (RFC 4180) from chunks of bytes in constant memory.
///
/// Feed the chunks of a file in order to `read(_:_:)` and call `finish(_:)` at its end; each complete record is handed
/// to the closure. The reader holds one record, so memory depends on the longest record, not on the file. Records end
/// with LF, CR LF or CR; empty lines (but those that could be a record of one column) and a byte order mark are
/// skipped; fields are bytes, not checked to be UTF-8. The header is a record like any other. After an error the reader
/// is of no further use.
///
/// ```swift
/// var reader = CSVReader()
/// while let chunk = try file.next() {
///     try reader.read(chunk.span) { record in total += record.number(of: 2) ?? 0 }
/// }
/// try reader.finish { record in total += record.number(of: 2) ?? 0 }
/// ```
public struct CSVReader: Sendable {
    /// What the reader accepts.
    public struct Options: Sendable {
        /// The byte between fields.
        public var delimiter = UInt8(ascii: ",")
        /// Whether each record must have as many fields as the first.
        public var requiresEqualFields = true
        /// The most bytes of one field.
        public var fieldBytes = AirQualityLimits.csvFieldBytes
        /// The most bytes of one record's fields together.
        public var recordBytes = AirQualityLimits.csvRecordBytes
        /// The most fields of one record.
        public var fields = AirQualityLimits.csvFields

        /// Commas, equal records and the module's limits.
        public init() {}
    }

    var scanner: CSVScanner
    private var expectedFields: Int?
    private let requiresEqualFields: Bool

    /// A reader at the start of a file.
    public init(_ options: Options = Options()) {
        scanner = CSVScanner(options)
        requiresEqualFields = options.requiresEqualFields
    }

    /// Takes the file's next bytes and hands over the records that they complete.
    /// - Throws: `CSVError`, or what the closure throws.
    public mutating func read(_ chunk: Span<UInt8>, _ body: (CSVRecord) throws -> Void) throws {
        var position = 0
        while try scanner.scan(chunk, from: &position) {
            try deliver(body)
        }
    }

    /// Ends the file and hands over its last record if no line end followed it.
    /// - Throws: `CSVError.unterminatedQuote`, or what the closure throws.
    public mutating func finish(_ body: (CSVRecord) throws -> Void) throws {
        if try scanner.finish() { try deliver(body) }
    }

    private mutating func deliver(_ body: (CSVRecord) throws -> Void) throws {
        let found = scanner.record.count
        if requiresEqualFields {
            let expected = expectedFields ?? found
            // With one column, an empty line between records may be a record with an empty field, or nothing.
            if expectedFields == 1, let line = scanner.emptyLine { throw CSVError.emptyLine(line: line) }
            guard found == expected else {
                throw CSVError.unequalFields(line: scanner.record.line, expected: expected, found: found)
            }
            expectedFields = expected
        }
        try body(scanner.record)
        scanner.startRecord()
    }
}
