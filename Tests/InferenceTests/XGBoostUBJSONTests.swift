import Testing

@testable import Inference

/// The token layer of UBJSON, on bytes written by hand.
@Suite struct XGBoostUBJSONTests {
    static let refused: [(String, [UInt8])] = [
        ("empty", []), ("unknown marker", Array("x".utf8)), ("no-op", Array("N".utf8)),
        ("high precision", Array("Hi\u{1}1".utf8)), ("end of nothing", Array("]".utf8)),
        ("counted object", Array("{#i\0".utf8)), ("typed object", Array("{$i#i\0".utf8)),
        ("array of a type without count", Array("[$i]".utf8)), ("array of strings", Array("[$S#i\0".utf8)),
        ("array of nulls", Array("[$Z#l".utf8) + [0x7F, 0xFF, 0xFF, 0xFF]),
        ("negative count", Array("[#i".utf8) + [0xFF]), ("count is a float", Array("[#d".utf8) + [0, 0, 0, 0]),
        ("count beyond the file", Array("[$d#L".utf8) + [0x10, 0, 0, 0, 0, 0, 0, 0]),
        ("count overflows", Array("[$d#L".utf8) + [UInt8](repeating: 0x7F, count: 8)),
        ("text beyond the file", Array("SL".utf8) + [0x7F, 0, 0, 0, 0, 0, 0, 0]),
        ("text not UTF-8", Array("Si\u{2}".utf8) + [0xC3, 0x28]), ("text without length", Array("SS".utf8)),
        ("key twice", Array("{i\u{1}aZi\u{1}aZ}".utf8)), ("key not UTF-8", Array("{i\u{1}".utf8) + [0xFF, 0x5A, 0x7D]),
        ("value missing", Array("{i\u{1}a}".utf8)), ("number cut", Array("l".utf8) + [0, 0]),
        ("trailing", Array("ZZ".utf8)), ("unclosed", Array("[ZZ".utf8)), ("counted too few", Array("[#i\u{3}ZZ".utf8)),
    ]

    @Test(arguments: refused.indices)
    func refuses(index: Int) {
        #expect(throws: ModelError.self, "\(Self.refused[index].0)") { try skip(Self.refused[index].1) }
    }

    static let accepted: [(String, [UInt8])] = [
        ("null", Array("Z".utf8)), ("true", Array("T".utf8)), ("object", Array("{}".utf8)),
        ("array", Array("[ZTF]".utf8)), ("counted", Array("[#U\u{2}ZZ".utf8)),
        ("typed", Array("[$U#i\u{3}abc".utf8)), ("typed and empty", Array("[$L#i\0".utf8)),
        ("nested", Array("{i\u{1}a[[]{}]i\u{1}bSi\u{2}xy}".utf8)), ("numbers", Array("[i\u{1}U\u{1}I\0\u{1}]".utf8)),
        ("double", Array("D".utf8) + [UInt8](repeating: 0, count: 8)),
    ]

    @Test(arguments: accepted.indices)
    func skips(index: Int) throws {
        try skip(Self.accepted[index].1)
    }

    @Test func depthIsBoundedAtItsEdge() throws {
        try skip(Array((String(repeating: "[", count: 32) + String(repeating: "]", count: 32)).utf8))
        #expect(throws: ModelError.self) {
            try skip(Array((String(repeating: "[", count: 33) + String(repeating: "]", count: 33)).utf8))
        }
    }

    @Test func integersOfEveryWidthAreRead() throws {
        let bytes: [UInt8] =
            Array("[i".utf8) + [0xFF] + Array("U".utf8) + [0xFF] + Array("I".utf8) + [0xFF, 0xFE] + Array("l".utf8)
            + [0x80, 0, 0, 0] + Array("L".utf8) + [0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF] + Array("]".utf8)
        var reader = UBJSONReader(bytes)
        var values: [Int32] = []
        try reader.readInts(into: &values, limit: 5)
        try reader.finish()
        #expect(values == [-1, 255, -2, .min, .max])
        var again = UBJSONReader(bytes)
        #expect(throws: ModelError.self) { try again.readInts(into: &values, limit: 4) }
    }

    @Test func floatsArePlainOrTyped() throws {
        let pi: [UInt8] = [0x40, 0x49, 0x0F, 0xDB]
        for bytes in [Array("[$d#i\u{1}".utf8) + pi, Array("[d".utf8) + pi + Array("]".utf8)] {
            var reader = UBJSONReader(bytes)
            var values: [Float] = []
            try reader.readFloats(into: &values, limit: 1)
            try reader.finish()
            #expect(values == [.pi.nextUp])
        }
    }

    private func skip(_ bytes: [UInt8]) throws {
        var reader = UBJSONReader(bytes)
        try reader.skipValue()
        try reader.finish()
    }
}
