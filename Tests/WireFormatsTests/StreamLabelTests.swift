import Signals
import Testing

@testable import WireFormats

struct StreamLabelTests {
    @Test(
        arguments: [
            ("{app=\"x\"}", ["app": "x"]),
            (" { b = \"2\" , a=`1\\n` }\n", ["a": "1\\n", "b": "2"]),
            (#"{a="\"\\\n\t\x41\u00e4\U0001F600\101"}"#, ["a": "\"\\\n\tAä😀A"]),
            ("{a=\"}\",b=\"\"}", ["a": "}"]),
        ] as [(String, KeyValuePairs<String, String>)])
    func reads(text: String, expected: KeyValuePairs<String, String>) throws {
        #expect(try StreamLabels.parse(text) == labels(expected))
    }

    @Test(
        arguments: [
            ("", 0), ("app=\"x\"", 0), ("{app=\"x\"", 8), ("{app=\"x\"} x", 10), ("{app!=\"x\"}", 4),
            ("{app=~\"x\"}", 5),
            ("{app=x}", 5), ("{app=\"x}", 8), ("{app=\"x\",}", 9), ("{app=\"x\",,b=\"y\"}", 9),
            ("{app=\"x\"b=\"y\"}", 8), ("{1a=\"x\"}", 1), ("{a.b=\"x\"}", 2), ("{a=\"\\q\"}", 3), ("{a=\"\\xff\"}", 3),
            ("{a=\"\\u12\"}", 3), ("{a=\"\\uD800\"}", 3), ("{a=\"\\400\"}", 3), ("{a=\"x\ny\"}", 5), ("{a=\"\\", 5),
        ])
    func refuses(text: String, offset: Int) {
        let error = #expect(throws: BadLabels.self) { try StreamLabels.parse(text) }
        guard case .malformed(_, let found) = error else {
            Issue.record("\(text) is refused as \(String(describing: error))")
            return
        }
        #expect(found == offset, "\(text)")
    }

    @Test func refusesNoLabelsAndTwice() {
        #expect(throws: BadLabels.none) { try StreamLabels.parse("{}") }
        #expect(throws: BadLabels.duplicateName("a")) { try StreamLabels.parse("{a=\"1\",a=\"2\"}") }
    }

    @Test func boundsLabels() throws {
        func text(_ count: Int) -> String { "{" + (0..<count).map { "l\($0)=\"v\"" }.joined(separator: ",") + "}" }
        #expect(try StreamLabels.parse(text(Limits.maxLabels)).labels.count == Limits.maxLabels)
        #expect(throws: BadLabels.tooMany(limit: Limits.maxLabels)) {
            try StreamLabels.parse(text(Limits.maxLabels + 1))
        }
    }

    @Test func noBytesCrashIt() {
        for bytes in mutations(of: Array(#"{a="\x41\u00e4\101",b=`c`}"#.utf8), count: 5_000, from: 5) {
            _ = try? StreamLabels.parse(String(decoding: bytes, as: UTF8.self))
        }
    }
}
