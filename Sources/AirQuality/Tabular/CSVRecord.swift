/// One record of a CSV file: its fields without quotes and delimiters, one after another in one array of bytes.
///
/// It is a value: whoever keeps it keeps a copy, and the reader goes on with another array. Whoever only looks at it
/// allocates nothing.
public struct CSVRecord: Sendable {
    /// The bytes of all fields; those behind the last field's end are left over from other records.
    public internal(set) var bytes: [UInt8] = []
    /// The line on which the record starts, the file's first being 1.
    public internal(set) var line = 1

    /// How many fields there are.
    public internal(set) var count = 0

    /// Where each field ends in `bytes`; those behind the last field's are left over too.
    var ends: [Int] = []

    /// Where a field is in `bytes`; the field must be below `count`.
    public func range(of field: Int) -> Range<Int> {
        precondition(field < count, "a CSV record has no field beyond its count")
        return (field == 0 ? 0 : ends[field - 1])..<ends[field]
    }

    /// A field's text, or nothing when it is not UTF-8.
    public func text(of field: Int) -> String? {
        String(validating: bytes[range(of: field)], as: UTF8.self)
    }

    /// Whether a field has exactly these bytes.
    public func isField(_ field: Int, _ text: StaticString) -> Bool {
        let range = range(of: field)
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.description.utf8.elementsEqual(bytes[range])
    }

    /// Whether a field is empty.
    public func isEmpty(_ field: Int) -> Bool { range(of: field).isEmpty }

    /// The finite number that is the whole of a field, correctly rounded, or nothing.
    ///
    /// Decimals with an optional exponent; `nan`, `inf`, hexadecimal and surrounding spaces are no numbers.
    public func number(of field: Int) -> Double? {
        let range = range(of: field)
        guard let decimal = DecimalText(bytes.span.extracting(range)) else { return nil }
        if let exact = decimal.exactDouble { return exact }
        guard let number = Double(String(decoding: bytes[range], as: UTF8.self)), number.isFinite else { return nil }
        return number
    }

    /// The whole number that is the whole of a field, or nothing.
    public func integer(of field: Int) -> Int? {
        number(of: field).flatMap { Int(exactly: $0) }
    }
}
