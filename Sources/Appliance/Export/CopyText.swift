import Storage

/// The text format of PostgreSQL's COPY: a line for each row, columns apart by tabs, `\N` for NULL.
///
/// Source: https://www.postgresql.org/docs/15/sql-copy.html, "Text Format".
enum CopyText {
    /// Why a value has no text.
    enum Refusal: Error, Equatable {
        case zeroByte
        case timeOutOfRange(Int64)
    }

    /// What PostgreSQL's calendar and RFC 3339's have in common, in milliseconds since 1970: the years 1 to 9999.
    static let times: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    /// Appends a value as a column of the kind reads it.
    static func append(_ value: ExportValue, as kind: ExportColumn.Kind, to line: inout [UInt8]) throws(Refusal) {
        switch (value, kind) {
        case (.null, _): line += #"\N"#.utf8
        case (.integer(let number), .boolean): line.append(UInt8(ascii: number == 0 ? "f" : "t"))
        case (.integer(let number), .moment): line += try moment(number).utf8
        case (.integer(let number), .day): line += try moment(number).prefix(10).utf8
        case (.integer(let number), _): line += String(number).utf8
        case (.real(let number), _): line += real(number).utf8
        case (.text(let text), _): try append(text, to: &line)
        case (.bytes(let bytes), _):
            // The backslash of bytea's own form is escaped once more.
            line += #"\\x"#.utf8
            for byte in bytes { Hexadecimal.append(byte, to: &line) }
        }
    }

    /// A moment as `timestamptz` reads it whatever the session's time zone and date style are.
    private static func moment(_ milliseconds: Int64) throws(Refusal) -> String {
        guard times.contains(milliseconds) else { throw .timeOutOfRange(milliseconds) }
        return Timestamp(millisecondsSince1970: milliseconds).rfc3339
    }

    /// The fewest digits that read back as the same number, and PostgreSQL's words for what is none.
    private static func real(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return number.description
    }

    private static func append(_ text: String, to line: inout [UInt8]) throws(Refusal) {
        for byte in text.utf8 {
            switch byte {
            case 0: throw .zeroByte
            case UInt8(ascii: "\\"): line += #"\\"#.utf8
            case 0x08: line += #"\b"#.utf8
            case 0x09: line += #"\t"#.utf8
            case 0x0A: line += #"\n"#.utf8
            case 0x0B: line += #"\v"#.utf8
            case 0x0C: line += #"\f"#.utf8
            case 0x0D: line += #"\r"#.utf8
            default: line.append(byte)
            }
        }
    }
}

/// Bytes as digits.
enum Hexadecimal {
    static func append(_ byte: UInt8, to text: inout [UInt8]) {
        for digit in [byte >> 4, byte & 15] {
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes { append(byte, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }
}
