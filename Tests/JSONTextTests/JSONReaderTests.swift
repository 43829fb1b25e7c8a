import JSONText
import Testing

@Suite struct JSONReaderTests {
    @Test func readsADocumentOfEveryKind() throws {
        var reader = JSONReader(
            Array(
                #"{"n":1.5,"i":-12,"s":"a\u00e9\ud834\udd1e\n","b":true,"z":null,"l":[1,2,3],"skip":{"x":[{}]}}"#.utf8))
        var seen: [String] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "n": #expect(try reader.readDouble() == 1.5)
            case "i": #expect(try reader.readInt() == -12)
            case "s": #expect(try reader.readString() == "aé𝄞\n")
            case "b": #expect(try reader.readBool())
            case "z": try reader.readNull()
            case "l":
                var values: [Float] = []
                try reader.readFloats(into: &values, limit: 3)
                #expect(values == [1, 2, 3])
            default: try reader.skipValue()
            }
            seen.append(key)
        }
        try reader.finish()
        #expect(seen == ["n", "i", "s", "b", "z", "l", "skip"])
    }

    @Test func rawKeysAreComparedWithAndWithoutEscapes() throws {
        var reader = JSONReader(Array(#"{"pm25":1,"pm\u0031\u0030":2}"#.utf8))
        try reader.beginObject()
        let plain = try #require(try reader.nextRawKey())
        #expect(!plain.hasEscapes && reader.matches(plain, "pm25") && !reader.matches(plain, "pm2"))
        try reader.skipValue()
        let escaped = try #require(try reader.nextRawKey())
        #expect(escaped.hasEscapes && reader.matches(escaped, "pm10") && reader.string(of: escaped) == "pm10")
    }

    @Test func theDepthLimitIsExact() throws {
        for (depth, limit) in [(32, 32), (33, 32), (1, 1), (2, 1), (1, 0)] {
            let text = Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
            var reader = JSONReader(text, maxDepth: limit)
            if depth <= limit {
                try reader.skipValue()
                try reader.finish()
            } else {
                #expect(throws: JSONError.tooDeep(limit: limit, offset: limit)) { try reader.skipValue() }
            }
        }
    }

    @Test(arguments: ["[", "{\"a\":"])
    func aMillionDeepIsAnErrorNotACrash(opening: String) {
        let text = Array(String(repeating: opening, count: 1_000_000).utf8)
        var bounded = JSONReader(text)
        #expect(throws: JSONError.self) { try bounded.skipValue() }
        var unbounded = JSONReader(text, maxDepth: .max)
        #expect(throws: JSONError.self) { try unbounded.skipValue() }
    }

    /// Around the number of keys where the comparison in turn gives way to a hash set.
    @Test(arguments: [1, 2, 31, 32, 33, 34, 1000])
    func duplicateKeysAreFoundAmongAnyNumber(count: Int) throws {
        let members = (0..<count).map { "\"k\($0)\":{\"k0\":0}" }
        let unique = "{" + members.joined(separator: ",") + "}"
        try skip(unique)
        for again in ["k0", "k\(count - 1)", "\\u006b0"] {
            let text = "{" + (members + ["\"\(again)\":1"]).joined(separator: ",") + "}"
            #expect(throws: JSONError.self) { try skip(text) }
        }
    }

    @Test func keysOfAClosedObjectAreForgotten() throws {
        try skip("{\"a\":{\"b\":1,\"c\":2},\"b\":3,\"d\":{\"b\":1},\"c\":1}")
    }

    @Test func manyKeysTakeLinearTime() throws {
        let text = "{" + (0..<100_000).map { "\"key\($0)\":0" }.joined(separator: ",") + "}"
        let time = try ContinuousClock().measure { try skip(text) }
        #expect(time < .seconds(20))
    }

    @Test func errorsSayKindAndPlace() throws {
        let text = Array("{\n  \"a\": tru\n}".utf8)
        var reader = JSONReader(text)
        let error = #expect(throws: JSONError.self) { try reader.skipValue() }
        #expect(error?.offset == 9)
        #expect(error?.position(in: text).description == "line 2, column 8")
        #expect(
            error?.description
                == "The JSON text is refused at byte 9: only true, false and null may be written without quotation marks."
        )

        var number = JSONReader(Array(" [1]".utf8))
        #expect(throws: JSONError.wrongType(expected: .number, found: .array, offset: 1)) { try number.readDouble() }
        var text2 = JSONReader(Array("{\"a\":\"1\"}".utf8))
        try text2.beginObject()
        _ = try text2.nextKey()
        #expect(throws: JSONError.wrongType(expected: .number, found: .string, offset: 5)) { try text2.readInt() }
        var twice = JSONReader(Array("{\"a\":1,\"a\":2}".utf8))
        #expect(throws: JSONError.duplicateKey("a", offset: 7)) { try twice.skipValue() }
    }

    @Test func bulkReadsRefuseMoreThanTheirLimit() {
        var reader = JSONReader(Array("[1,2,3]".utf8))
        var values: [Int32] = []
        #expect(throws: JSONError.self) { try reader.readInts(into: &values, limit: 2) }
    }

    @Test func nonFiniteNumbersAreReadOnlyWhenAllowed() throws {
        var reader = JSONReader(Array("[NaN,Infinity,-Infinity,NaN]".utf8), allowsNonFinite: true)
        try reader.beginArray()
        var values: [Double] = []
        for _ in 0..<3 {
            _ = try reader.nextElement()
            values.append(try reader.readDouble())
        }
        #expect(values[0].isNaN && values[1] == .infinity && values[2] == -.infinity)
        _ = try reader.nextElement()
        try reader.skipValue()
        _ = try reader.nextElement()
        try reader.finish()
        for word in ["Nan", "Inf", "-NaN", "Infinit", "-"] {
            var other = JSONReader(Array(word.utf8), allowsNonFinite: true)
            #expect(throws: JSONError.self) { try other.readDouble() }
        }
    }

    @Test func misuseThrows() throws {
        var reader = JSONReader(Array("[1]".utf8))
        #expect(throws: JSONError.self) { try reader.nextKey() }
        #expect(throws: JSONError.self) { try reader.nextElement() }
        try reader.beginArray()
        #expect(throws: JSONError.self) { try reader.nextKey() }
        #expect(throws: JSONError.self) { try reader.finish() }
    }

    private func skip(_ text: String) throws {
        var reader = JSONReader(Array(text.utf8))
        try reader.skipValue()
        try reader.finish()
    }
}
