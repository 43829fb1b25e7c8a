import JSONText
import Support
import Testing

/// Which texts are JSON (RFC 8259) and which are not, through `skipValue` and `finish`.
@Suite struct JSONReaderGrammarTests {
    static let accepted = [
        "{}", "[]", "[[]]", "{\"a\":{}}", " [ 1 , 2 ] ", "\t\n\r {\"a\" : 1 , \"b\" : [ ] }\r\n", "null", "true",
        "false",
        "0", "-0", "-1", "10", "0.5", "-0.0", "1e5", "1E5", "1e+5", "1e-5", "0e0", "0E+1", "1.5e10",
        "123456789012345678901",
        "1e-400", "\"\"", "\"a\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0041\"", "\"\\u0000\"", "\"\\uD834\\uDD1E\"",
        "\"\\udbff\\udfff\"", "\"\u{7F}\"", "\"é\"", "\"€\"", "\"𝄞\"", "\"\u{FFFF}\"", "\"\u{10FFFF}\"", "\"\u{2028}\"",
        "{\"\":0}", "{\"a\":1,\"A\":2}", "{\"a\":{\"a\":1}}", "[{\"a\":1},{\"a\":2}]", "[1,2,3,null,true,\"x\",{}]",
        "{\"é\":1,\"e\u{301}\":2}",
    ]

    @Test(arguments: accepted)
    func accepts(text: String) throws {
        try check(Array(text.utf8))
    }

    static let refused = [
        "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1:2]", "[1}", "{]",
        "{1:2}",
        "{\"a\"", "{\"a\":", "{\"a\":}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,\"a\":1}", "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,,\"b\":2}", "{\"a\":1]", "{a:1}", "{'a':1}", "{null:1}", "{\"a\",1}", "{\"a\":1:2}", "{}}", "[]]",
        "[][]",
        "1 2", "null null", "nul", "nulll", "Null", "TRUE", "tru", "fals", "falsee", "undefined", "'a'", "a", "*",
        "+1", "01", "-01", "00", "-", "--1", "-a", "1.", ".1", "-.1", "1.e1", "1e", "1e+", "1E-", "1ee1", "1e1.5",
        "0x10",
        "1_000", "1,5", "1a", "0b1", "1.2.3", "1-", "1+2", "NaN", "Infinity", "-Infinity", "-NaN", "inf", "nan",
        "\"", "\"a", "\"\\", "\"\\\"", "\"\\x41\"", "\"\\u\"", "\"\\u12\"", "\"\\u123g\"", "\"\\U0041\"", "\"\\'\"",
        "\"\\0\"",
        "\"\\uD834\"", "\"\\uDD1E\"", "\"\\uDD1E\\uD834\"", "\"\\uD834\\n\"", "\"\\uD834x\"", "\"\\uD834\\uD834\"",
        "\"\\ud834\\u\"", "\"\n\"", "\"\t\"", "\"\u{0}\"", "\"\u{1F}\"", "\u{FEFF}{}", "/**/1", "1//", "[1]#",
        "\u{A0}1", "\u{C}1",
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "{\"\\u0061\":1,\"a\":2}", "{\"\\u0061\":1,\"\\u0061\":2}",
        "[{\"a\":[{\"b\":1,\"b\":1}]}]", "{\"\":1,\"\":1}", "{\"/\":1,\"\\/\":1}",
    ]

    @Test(arguments: refused)
    func refuses(text: String) {
        #expect(throws: JSONError.self) { try check(Array(text.utf8)) }
    }

    /// Bytes that are not UTF-8 inside a string: RFC 3629's table, each form at least once.
    static let invalidUTF8: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC2, 0xC2], [0xE0, 0x80, 0x80],
        [0xE0, 0x9F, 0xBF],
        [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
        [0xF0, 0x8F, 0xBF, 0xBF], [0xF1, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE],
        [0xFF],
    ]

    @Test(arguments: invalidUTF8)
    func refusesInvalidUTF8(bytes: [UInt8]) {
        let quote = [UInt8(ascii: "\"")]
        #expect(throws: JSONError.self) { try check(quote + bytes + quote) }
        #expect(throws: JSONError.self) { try check(quote + bytes) }
        #expect(throws: JSONError.self) { try check(Array("{\"".utf8) + bytes + Array("\":1}".utf8)) }
    }

    @Test func everyPrefixOfADocumentIsRefused() throws {
        let text = Array("{\"a\":[1.5e3,\"\\u00e9\\ud834\\udd1e€\",true,null,{\"b\":false}],\"c\":-2}".utf8)
        try check(text)
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try check(Array(text.prefix(length))) }
        }
    }

    @Test func randomBytesNeverTrap() {
        var generator = SplitMix64(seed: 7)
        let alphabet = Array("{}[]\",:\\u0123456789eE.-+truefalsn \u{E9}".utf8)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            try? check(bytes)
        }
    }

    private func check(_ bytes: [UInt8]) throws {
        var reader = JSONReader(bytes)
        try reader.skipValue()
        try reader.finish()
    }
}
