import JSONText
import Support
import Testing

/// The conversions against the standard library's, over edges and many random spellings.
@Suite struct DecimalNumberTests {
    static let edges = [
        "0", "-0", "0e99999999999999999999", "1", "-1", "9007199254740993", "9007199254740992.5", "9007199254740993e0",
        "1.7976931348623157e308", "1.7976931348623159e308", "1.797693134862315807e308", "1e308", "1e309", "-1e400",
        "2.2250738585072011e-308", "2.2250738585072014e-308", "2.225073858507201136e-308", "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324", "1e-323", "1e-400", "5e-324", "3.4028235e38", "3.4028235677973366e38",
        "3.4028236e38",
        "3.40282357e38", "1.17549435e-38", "1.1754942e-38", "1.4e-45", "7.006492321624085e-46", "7.006492321624086e-46",
        "16777217", "16777217.0000000000000000000001", "16777216.9999999999999999999",
        "1.00000005960464477539062500000000001",
        "1.000000059604644775390625", "1.00000017881393432617187499", "1.000000178813934326171875", "0.1", "0.2", "0.3",
        "123456789012345678", "1234567890123456789", "12345678901234567890", "123456789012345678901234567890",
        "0.000000000000000000000000000012345678901234567890", "8.5e22", "1e22", "1e23", "9.5367431640625e-07",
        "6.02214076e23", "100000000000000000000000000000000000000e-38",
        "0.500000000000000166533453693773481063544750213623046875",
        "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126",
    ]

    @Test(arguments: edges)
    func edgesAgreeWithTheStandardLibrary(text: String) throws {
        try compare(text)
        try compare("-" + (text.hasPrefix("-") ? String(text.dropFirst()) : text))
    }

    @Test func spellingsOfAThousandDigitsAgree() throws {
        let half = "9007199254740993"  // half way between two Doubles
        let zeros = String(repeating: "0", count: 1_000)
        for text in [
            half + "." + zeros, half + "." + zeros + "1", "0." + zeros + "12345678901234567890123" + zeros,
            "1" + zeros + "e-1000", "0." + zeros + "1e1001", "-" + half + "." + zeros + "1", "16777217." + zeros + "1",
        ] { try compare(text) }
    }

    @Test func randomBitPatternsComeBack() throws {
        var generator = SplitMix64(seed: 1)
        for _ in 0..<40_000 {
            let wide = Double(bitPattern: generator.next())
            if wide.isFinite {
                let text = Array(wide.description.utf8)
                #expect(value(text)?.doubleValue(in: text).bitPattern == wide.bitPattern)
            }
            let narrow = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
            if narrow.isFinite {
                let text = Array(narrow.description.utf8)
                #expect(value(text)?.floatValue(in: text).bitPattern == narrow.bitPattern)
            }
        }
    }

    @Test func randomSpellingsAgreeWithTheStandardLibrary() throws {
        var generator = SplitMix64(seed: 2)
        for _ in 0..<40_000 { try compare(randomSpelling(&generator)) }
    }

    /// Points half way between two neighbours, exactly and a little to either side: where rounding twice goes wrong.
    @Test func halfwayPointsAreRoundedOnce() throws {
        var generator = SplitMix64(seed: 3)
        for _ in 0..<5_000 {
            let exponent = Int.random(in: -20...20, using: &generator)
            let narrow = Float(
                sign: .plus, exponent: exponent, significand: Float.random(in: 1..<2, using: &generator))
            let half = (Double(narrow) + Double(narrow.nextUp)) / 2
            for text in ["\(half)", "\(half.nextUp)", "\(half.nextDown)"] { try compare(text) }
            if !half.description.contains("e"), half.description.contains(".") {
                try compare(half.description + "0000000000000000000001")
            }
        }
    }

    @Test(arguments: [
        ("+1", 1), ("007", 7), (".5", 0.5), ("5.", 5), ("-.25e2", -25), ("1e5 ", 1e5), ("1,5", 1), ("0x10", 0),
    ])
    func lenientSpellings(text: String, expected: Double) throws {
        let bytes = Array(text.utf8)
        var index = 0
        let number = try #require(DecimalNumber(scanning: bytes, from: &index))
        #expect(number.doubleValue(in: bytes) == expected)
        #expect(number.range == 0..<index)
    }

    @Test(arguments: ["", "+", "-", ".", "e5", "-.", "1e", "1e+", "nan", "inf", " 1", "--1", "+-1"])
    func lenientRefusals(text: String) {
        var index = 0
        #expect(DecimalNumber(scanning: Array(text.utf8), from: &index) == nil)
        #expect(index == 0)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("12.0", 12), ("1.2e1", 12), ("1200e-2", 12), ("9223372036854775807", Int.max),
        ("-9223372036854775808", Int.min), ("9223372036854775808", nil), ("-9223372036854775809", nil), ("12.5", nil),
        ("1e18", 1_000_000_000_000_000_000), ("1e19", nil), ("1e-1", nil), ("0e-99", 0), ("0e99", 0),
        ("99999999999999999999", nil),
    ])
    func wholeNumbers(text: String, expected: Int?) {
        let bytes = Array(text.utf8)
        #expect(value(bytes)?.intValue(in: bytes) == expected)
        var reader = JSONReader(bytes)
        #expect((try? reader.readInt()) == expected)
    }

    @Test func numbersBeyondTheTypeAreRefused() {
        for text in ["1e309", "-1e309", "1.7976931348623159e308"] {
            var reader = JSONReader(Array(text.utf8))
            #expect(throws: JSONError.numberOutOfRange(type: "a 64-bit floating-point number", offset: 0)) {
                try reader.readDouble()
            }
        }
        for text in ["1e39", "3.4028236e38"] {
            var reader = JSONReader(Array(text.utf8))
            #expect(throws: JSONError.numberOutOfRange(type: "a 32-bit floating-point number", offset: 0)) {
                try reader.readFloat()
            }
        }
    }

    private func value(_ bytes: [UInt8]) -> DecimalNumber? {
        var index = 0
        let number = DecimalNumber(scanning: bytes, from: &index, grammar: .json)
        return index == bytes.count ? number : nil
    }

    private func compare(_ text: String) throws {
        let bytes = Array(text.utf8)
        let number = try #require(value(bytes), "\(text)")
        #expect(number.doubleValue(in: bytes).bitPattern == Double(text)?.bitPattern, "\(text)")
        #expect(number.floatValue(in: bytes).bitPattern == Float(text)?.bitPattern, "\(text)")
    }

    private func randomSpelling(_ generator: inout SplitMix64) -> String {
        let digits = { (count: Int, generator: inout SplitMix64) in
            (0..<count).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
        }
        var text = Bool.random(using: &generator) ? "-" : ""
        let whole = digits(Int.random(in: 0..<22, using: &generator), &generator).drop { $0 == "0" }
        text += whole.isEmpty ? "0" : whole
        if Bool.random(using: &generator) {
            text += "." + digits(Int.random(in: 1..<25, using: &generator), &generator)
        }
        if Bool.random(using: &generator) { text += "e\(Int.random(in: -345...320, using: &generator))" }
        return text
    }
}
