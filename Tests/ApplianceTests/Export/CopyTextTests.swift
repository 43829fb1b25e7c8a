import Storage
import Testing

@testable import Appliance

/// The text format of COPY.
@Suite struct CopyTextTests {
    private static func text(_ value: ExportValue, _ kind: ExportColumn.Kind) throws -> String {
        var line: [UInt8] = []
        try CopyText.append(value, as: kind, to: &line)
        return String(decoding: line, as: UTF8.self)
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), (#"\"#, #"\\"#), (#"\N"#, #"\\N"#), (#"\."#, #"\\."#), ("a\tb", #"a\tb"#),
        ("a\nb", #"a\nb"#), ("a\r\nb", #"a\r\nb"#), ("\u{8}\u{B}\u{C}", #"\b\v\f"#), ("ü 風 🌬", "ü 風 🌬"),
        ("\u{1}\u{1F}\u{7F}", "\u{1}\u{1F}\u{7F}"), ("e\u{301}", "e\u{301}"),
        (#"{"a":"\u0000\n"}"#, #"{"a":"\\u0000\\n"}"#),
        ("'\"$$", "'\"$$"), (" padded ", " padded "),
    ])
    func textIsEscaped(text: String, line: String) throws {
        // Byte for byte: equal strings may have other bytes.
        #expect(Array(try Self.text(.text(text), .text).utf8) == Array(line.utf8))
        #expect(Array(try Self.text(.text(text), .json).utf8) == Array(line.utf8))
    }

    @Test(arguments: ["\0", "a\0b", "ends\0"])
    func aZeroByteIsRefused(text: String) {
        #expect(throws: CopyText.Refusal.zeroByte) { try Self.text(.text(text), .text) }
    }

    @Test(arguments: ExportColumn.Kind.allCases)
    func nothingIsNull(kind: ExportColumn.Kind) throws {
        #expect(try Self.text(.null, kind) == #"\N"#)
    }

    @Test(arguments: [
        (Int64.min, "-9223372036854775808"), (.max, "9223372036854775807"), (0, "0"), (-1, "-1"),
    ])
    func wholeNumbersKeepAllDigits(number: Int64, text: String) throws {
        #expect(try Self.text(.integer(number), .integer) == text)
    }

    @Test(arguments: [
        (Double.infinity, "Infinity"), (-.infinity, "-Infinity"), (.nan, "NaN"), (0.1, "0.1"), (-0.0, "-0.0"),
        (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.leastNonzeroMagnitude, "5e-324"),
    ])
    func decimalsReadBackTheSame(number: Double, text: String) throws {
        #expect(try Self.text(.real(number), .integer) == text)
        if let back = Double(text), !number.isNaN { #expect(back.bitPattern == number.bitPattern) }
    }

    @Test(arguments: [([], #"\\x"#), ([0], #"\\x00"#), ([0xFF, 0x5C, 0x0A], #"\\xff5c0a"#)] as [([UInt8], String)])
    func bytesAreHexadecimal(bytes: [UInt8], text: String) throws {
        #expect(try Self.text(.bytes(bytes), .bytes) == text)
    }

    @Test(arguments: [(Int64(0), "f"), (1, "t")])
    func truthHasAWord(number: Int64, text: String) throws {
        #expect(try Self.text(.integer(number), .boolean) == text)
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (CopyText.times.lowerBound, "0001-01-01T00:00:00.000Z"),
        (CopyText.times.upperBound, "9999-12-31T23:59:59.999Z"),
    ])
    func momentsNameTheirZone(milliseconds: Int64, text: String) throws {
        #expect(try Self.text(.integer(milliseconds), .moment) == text)
        #expect(try Self.text(.integer(milliseconds), .day) == String(text.prefix(10)))
    }

    @Test(arguments: [CopyText.times.lowerBound - 1, CopyText.times.upperBound + 1, .min, .max])
    func timesOutsideTheCalendarAreRefused(milliseconds: Int64) {
        #expect(throws: CopyText.Refusal.timeOutOfRange(milliseconds)) {
            try Self.text(.integer(milliseconds), .moment)
        }
    }
}
