import JSONText
import Testing

@Suite struct JSONWriterTests {
    @Test func writesCommasWhereTheyBelong() throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.beginArray()
        try writer.number(1.5)
        try writer.number(Float(0.1))
        writer.number(-3)
        writer.endArray()
        writer.key("b")
        writer.beginObject()
        writer.endObject()
        writer.key("c")
        writer.bool(true)
        writer.key("d")
        writer.null()
        writer.key("e")
        writer.verbatim("[1]".utf8)
        writer.key("f")
        writer.verbatim("2")
        writer.endObject()
        #expect(text(writer) == #"{"a":[1.5,0.1,-3],"b":{},"c":true,"d":null,"e":[1],"f":2}"#)
    }

    @Test func stringsComeBack() throws {
        for value in ["", "é€𝄞", "\"\\/", "\u{0}\u{8}\u{C}\n\r\t\u{1F}\u{7F}", "a\u{2028}b"] {
            var writer = JSONWriter()
            writer.string(value)
            var reader = JSONReader(writer.bytes)
            #expect(try reader.readString() == value)
            try reader.finish()
        }
    }

    @Test(arguments: [
        0.1, -0.0, 1e21, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 123456789012345680, 1e-7, 99,
        .leastNormalMagnitude,
    ])
    func numbersComeBack(value: Double) throws {
        var writer = JSONWriter()
        try writer.number(value)
        var reader = JSONReader(writer.bytes)
        #expect(try reader.readDouble().bitPattern == value.bitPattern)
        try reader.finish()
    }

    @Test func nonFiniteNumbersAreRefusedAndNothingIsWritten() {
        var writer = JSONWriter()
        writer.beginArray()
        for value in [Double.nan, .infinity, -.infinity] {
            #expect(throws: NonFiniteNumber()) { try writer.number(value) }
            #expect(throws: NonFiniteNumber()) { try writer.number(Float(value)) }
        }
        writer.number(1)
        writer.endArray()
        #expect(text(writer) == "[1]")
    }

    @Test func resetStartsAgain() {
        var writer = JSONWriter()
        writer.number(1)
        writer.reset()
        writer.number(2)
        #expect(text(writer) == "2")
    }

    private func text(_ writer: JSONWriter) -> String { String(decoding: writer.bytes, as: UTF8.self) }
}
