import AirQuality
import Support
import Testing

@Suite("CSV is read as RFC 4180 has it")
struct CSVReaderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let records: [[String]]

        init(_ text: String, _ records: [[String]]) {
            (self.text, self.records) = (text, records)
        }

        var testDescription: String { text.debugDescription }
    }

    static let cases = [
        Case("", []), Case("\n", []), Case("\r\n\r\n", []), Case("a", [["a"]]), Case("a,b", [["a", "b"]]),
        Case("a,b\n", [["a", "b"]]), Case("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
        Case("a,b\rc,d", [["a", "b"], ["c", "d"]]), Case("a,b\n\n\r\nc,d\n\n", [["a", "b"], ["c", "d"]]),
        Case(",", [["", ""]]), Case(",\n,\n", [["", ""], ["", ""]]), Case("\"\"", [[""]]), Case("\"\"\n", [[""]]),
        Case("\"a\",\"b\"\n", [["a", "b"]]), Case("\"a,b\",\"c\"\"d\"\r\n", [["a,b", "c\"d"]]),
        Case("\"a\nb\r\nc\",d\n", [["a\nb\r\nc", "d"]]), Case("\"\"\"\"", [["\""]]), Case("a,\"\"", [["a", ""]]),
        Case(" a , b ", [[" a ", " b "]]), Case("\u{FEFF}a,b\n", [["a", "b"]]), Case("\u{FEFF}\"a\",b", [["a", "b"]]),
        Case("\n\na\n1\n\"\"\n2\n\n\n", [["a"], ["1"], [""], ["2"]]), Case("a\r\n1\r\n2", [["a"], ["1"], ["2"]]),
        Case("\u{FEFF}", []), Case("\u{FEC0}a", [["\u{FEC0}a"]]), Case("ä,€,🙂\n", [["ä", "€", "🙂"]]),
        Case("!#$%&'()*+-./;:<=>?@[]^_`{|}~,\u{1},\t\n", [["!#$%&'()*+-./;:<=>?@[]^_`{|}~", "\u{1}", "\t"]]),
    ]

    @Test("whole, byte by byte, and cut in two anywhere", arguments: cases)
    func records(_ test: Case) throws {
        let bytes = Array(test.text.utf8)
        #expect(try Self.read([bytes]) == test.records)
        #expect(try Self.read(bytes.map { [$0] }) == test.records)
        for cut in 0...bytes.count {
            #expect(try Self.read([Array(bytes[..<cut]), Array(bytes[cut...])]) == test.records)
        }
    }

    @Test(
        "and refused with the line where it is not",
        arguments: [
            ("a\nb\"c\n", CSVError.strayQuote(line: 2)), ("a\n\"b\"c\n", .textAfterQuote(line: 2)),
            ("a\n1\n\n2\n", .emptyLine(line: 3)), ("a\r\n\r\n2", .emptyLine(line: 2)),
            ("a\n\"b\n\n", .unterminatedQuote(line: 2)), ("a,b\n\nc\n", .unequalFields(line: 3, expected: 2, found: 1)),
            ("\"a\nb\",c\r\nd\n", .unequalFields(line: 3, expected: 2, found: 1)),
            ("\"a\r\nb\rc\n\",d\ne\n", .unequalFields(line: 5, expected: 2, found: 1)),
        ])
    func errors(_ text: String, _ error: CSVError) {
        let bytes = Array(text.utf8)
        #expect(throws: error) { try Self.read([bytes]) }
        #expect(throws: error) { try Self.read(bytes.map { [$0] }) }
    }

    @Test("with other delimiters", arguments: [";", "\t", "|", " ", "\u{1}"])
    func delimiters(_ delimiter: String) throws {
        var options = CSVReader.Options()
        options.delimiter = try #require(delimiter.utf8.first)
        let text = "a\(delimiter)b,c\n\"d\(delimiter)\"\(delimiter)e\n"
        #expect(try Self.read([Array(text.utf8)], options) == [["a", "b,c"], ["d\(delimiter)", "e"]])
    }

    @Test("with records of different lengths where that is wanted")
    func unequal() throws {
        var options = CSVReader.Options()
        options.requiresEqualFields = false
        #expect(try Self.read([Array("a\nb,c\n".utf8)], options) == [["a"], ["b", "c"]])
    }

    @Test("within its bounds and not beyond", arguments: [1, 7, 4096])
    func bounds(_ chunk: Int) throws {
        var options = CSVReader.Options()
        (options.fieldBytes, options.recordBytes, options.fields) = (10, 16, 4)
        func read(_ text: String) throws -> [[String]] {
            let bytes = Array(text.utf8)
            return try Self.read(
                stride(from: 0, to: bytes.count, by: chunk).map { Array(bytes[$0..<min($0 + chunk, bytes.count)]) },
                options)
        }
        for quote in ["", "\""] {
            func field(_ count: Int) -> String { quote + String(repeating: "x", count: count) + quote }
            #expect(try read("\(field(10)),\(field(6)),,\n").first?.count == 4)
            #expect(throws: CSVError.fieldTooLong(line: 1, limit: 10)) { try read("\(field(11))\n") }
            #expect(throws: CSVError.recordTooLong(line: 1, limit: 16)) { try read("\(field(10)),\(field(7))\n") }
            #expect(throws: CSVError.tooManyFields(line: 1, limit: 4)) { try read(",,,,\n") }
        }
    }

    @Test("and a record that is kept stays what it was")
    func keeping() throws {
        var reader = CSVReader()
        var kept: [CSVRecord] = []
        try reader.read(Array("a,bb\nccc,d\n".utf8).span) { kept.append($0) }
        #expect(kept.map { $0.text(of: 0) } == ["a", "ccc"])
        #expect(kept.map { $0.text(of: 1) } == ["bb", "d"])
        #expect(kept.map(\.line) == [1, 2])
        #expect(kept.map { $0.isField(1, "bb") } == [true, false])
    }

    @Test("and fields that are not UTF-8 have no text")
    func notUTF8() throws {
        var texts: [String?] = []
        var reader = CSVReader()
        try reader.read([0xFF, 0x2C, 0x61, 0x0A].span) { texts = [$0.text(of: 0), $0.text(of: 1)] }
        #expect(texts == [nil, "a"])
    }

    @Test("and any bytes give the same whole and in pieces")
    func anyBytes() {
        var random = SplitMix64(seed: 7)
        let alphabet: [UInt8] = Array("ab,,\"\"\n\r;".utf8) + [0xEF, 0xBB, 0xBF]
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let whole = Result { try Self.readBytes([bytes]) }
            let pieces = Result { try Self.readBytes([Array(bytes[..<cut]), Array(bytes[cut...])]) }
            switch (whole, pieces) {
            case (.success(let one), .success(let other)): #expect(one == other)
            case (.failure(let one), .failure(let other)): #expect("\(one)" == "\(other)")
            default: Issue.record("\(bytes) cut at \(cut) is read differently")
            }
        }
    }

    static func read(_ chunks: [[UInt8]], _ options: CSVReader.Options = .init()) throws -> [[String]] {
        try readBytes(chunks, options).map { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    static func readBytes(_ chunks: [[UInt8]], _ options: CSVReader.Options = .init()) throws -> [[[UInt8]]] {
        var records: [[[UInt8]]] = []
        func take(_ record: CSVRecord) {
            records.append((0..<record.count).map { Array(record.bytes[record.range(of: $0)]) })
        }
        var reader = CSVReader(options)
        for chunk in chunks { try reader.read(chunk.span, take) }
        try reader.finish(take)
        return records
    }
}
