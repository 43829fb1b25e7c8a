import LogQL
import Patterns
import Signals
import Testing

/// Input that is built to hurt: none of it may crash, hang or grow without bound.
struct HostileInputTests {
    private static let pieces = [
        "{", "}", "(", ")", "[", "]", "[5m]", "|", "|=", "!=", "=~", "`a`", "\"", "\\", "{a=`b`}", "| json", "| logfmt",
        "--strict", "by", "or", "and", "sum", "rate", "unwrap", "1", "1.5e", "5m", "10KB", ",", "offset", "-", "+",
        "{{", "}}", "line_format", "`{{.x}}`", "ip(", "\u{0}", "é", "#", "\n", "topk(", "vector(", "label_replace(",
    ]

    @Test func anyMixtureOfTokensIsAnsweredOrRefused() {
        var random = Steps(seed: 7)
        var accepted = 0
        for _ in 0..<3_000 {
            let count = Int(random.next() % 12)
            let query = (0..<count).map { _ in Self.pieces[Int(random.next() % UInt64(Self.pieces.count))] }
                .joined(separator: " ")
            if let read = try? Query(query) {
                accepted += 1
                let again = try? Query(read.description)
                #expect(again?.description == read.description, "\(query)")
            }
        }
        #expect(accepted > 0)
    }

    @Test func anyBytesGoThroughEveryParser() throws {
        var random = Steps(seed: 11)
        let alphabet = Array("{}[]\":,=\\ u0a\u{1}.-te<>x".utf8) + [0xFF, 0xC3, 0xA4, 0x1B]
        let pipelines = [
            "| json", "| json a, b=`x[0].y`", "| logfmt", "| logfmt --strict a=`x`", "| unpack",
            "| pattern `<a>=<b> <_>`",
            "| decolorize", "|> `<_>=<_>`", "|= ip(`10.0.0.0/8`)", "| line_format `{{ fromJson __line__ }}`",
        ]
        let source = MemorySource()
        for number in 0..<300 {
            let bytes = (0..<Int(random.next() % 40)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
            try source.append(["app": "a"], Int64(number), bytes)
        }
        for pipeline in pipelines {
            guard case .log(let expression) = try Query("{app=`a`} \(pipeline)") else { continue }
            _ = try LogQLEngine(source: source).logs(expression, LogOptions(range: 0..<1_000, limit: 1_000))
            _ = try LogQLEngine(source: source)
                .detectedFields(expression, LogOptions(range: 0..<1_000, limit: 1_000))
        }
    }

    @Test(arguments: [
        "| json", "| logfmt", "|~ `(a+)+$`", "| regexp `(?P<x>(a|aa)+)$`", "|= `aaaaaaaaab`", "| pattern `<x>b<y>`",
        "| decolorize", "| line_format `{{ replace \"a\" \"aaaa\" __line__ }}`", "|= ip(`1.2.3.4`)", "|> `<_>a<_>b`",
    ])
    func aHugeLineCostsNoMoreThanItsLength(_ pipeline: String) throws {
        let source = MemorySource()
        try source.append(["app": "a"], 1, [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 18))
        try source.append(["app": "a"], 2, Array(String(repeating: "{\"a\":", count: 20_000).utf8))
        try source.append(["app": "a"], 3, Array(String(repeating: "[", count: 100_000).utf8))
        guard case .log(let expression) = try Query("{app=`a`} \(pipeline)") else { return }
        _ = try LogQLEngine(source: source).logs(expression, LogOptions(range: 0..<10))
    }

    /// What the texts that are looked for beforehand leave out, the expression itself must leave out, too.
    @Test func searchingForLiteralsFirstLosesNothing() throws {
        var random = Steps(seed: 5)
        let pieces = [
            "a", "b", "ab", ".", "*", "+", "?", "(a)", "(b|a)", "[ab]", "{0,2}", "\\.", "\\d", "^", "$", "|", "é",
            "(?i)A",
        ]
        let lines = ["", "a", "b", "ab", "ba", "aab", "abab", "a.b", "1", "é", "aéb", "A", "a1b", "bb", "AB"]
        let source = MemorySource()
        try source.append(["app": "x"], lines.enumerated().map { (Int64($0.offset), $0.element) })
        var compared = 0
        for _ in 0..<1_500 {
            let count = Int(random.next() % 6)
            let expression = (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
            guard let pattern = try? Pattern(expression),
                case .log(let query)? = try? Query("{app=`x`} |~ `\(expression)`")
            else { continue }
            let options = LogOptions(range: 0..<100, direction: .forward)
            let found = try LogQLEngine(source: source, detectsLevel: false).logs(query, options).streams
                .flatMap { $0.entries.map(\.line) }
            #expect(found == lines.filter { pattern.matches($0) }, "\(expression)")
            compared += 1
        }
        #expect(compared > 500)
    }

    @Test func labelsOfALineAreBounded() throws {
        let line = (0..<Limits.labelsPerLine + 10).map { "k\($0)=v" }.joined(separator: " ")
        #expect(try MemorySource.line("| logfmt", line)?.labels.count == Limits.labelsPerLine)
        let key = String(repeating: "k", count: Limits.keyBytes)
        #expect(try MemorySource.line("| logfmt", "\(key)=v \(key)k=w")?.labels == [key: "v"])
        func nested(_ depth: Int) -> String {
            String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
        }
        #expect(try MemorySource.line("| json", nested(Limits.jsonDepth))?.labels["__error__"] == nil)
        #expect(try MemorySource.line("| json", nested(Limits.jsonDepth + 1))?.labels["__error__"] == "JSONParserErr")
    }

    @Test func templatesAreBounded() throws {
        let count = Limits.templateOutputBytes
        #expect(try MemorySource.line("| line_format `{{ repeat \(count) \"x\" }}`", "")?.line.utf8.count == count)
        #expect(
            try MemorySource.line("| line_format `{{ repeat \(count + 1) \"x\" }}`", "kept")?.labels["__error__"]
                == "TemplateFormatErr")
        let nested = String(repeating: "{{if .a}}", count: 40) + String(repeating: "{{end}}", count: 40)
        #expect(throws: LogQLError.self) { try Query("{a=`b`} | line_format `\(nested)`") }
        let parentheses = "{{ " + String(repeating: "(", count: 500) + " }}"
        #expect(throws: LogQLError.self) { try Query("{a=`b`} | line_format `\(parentheses)`") }
    }

    @Test func searchesFindWhatIsThere() {
        var random = Steps(seed: 3)
        for _ in 0..<2_000 {
            let text = (0..<Int(random.next() % 300)).map { _ in UInt8(ascii: "a") + UInt8(random.next() % 2) }
            let needle = (0..<Int(random.next() % 9)).map { _ in UInt8(ascii: "a") + UInt8(random.next() % 2) }
            let plain = (0...max(text.count - needle.count, 0)).first { text[$0...].starts(with: needle) }
            #expect(ByteSearch.firstIndex(of: ByteSearch.Needle(needle), in: text[...]) == plain)
        }
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: 200_000) + [UInt8(ascii: "b")]
        let needle = ByteSearch.Needle([UInt8](repeating: UInt8(ascii: "a"), count: 5_000) + [UInt8(ascii: "b")])
        #expect(ByteSearch.firstIndex(of: needle, in: long[...]) == 195_000)
        let reverse = ByteSearch.Needle([UInt8(ascii: "b")] + [UInt8](repeating: UInt8(ascii: "a"), count: 5_000))
        #expect(ByteSearch.firstIndex(of: reverse, in: long[...]) == nil)
    }
}

/// A repeatable sequence (Steele, Lea and Flood, SplitMix64).
struct Steps: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
