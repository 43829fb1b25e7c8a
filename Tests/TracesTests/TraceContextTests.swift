import Testing

@testable import Traces

struct TraceContextTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let span = "b7ad6b7169203331"

    @Test func readsAndWritesTheHeader() throws {
        let text = "00-\(Self.trace)-\(Self.span)-01"
        let parent = try #require(TraceParent(text))
        #expect(parent.trace.description == Self.trace && parent.span.description == Self.span && parent.isSampled)
        #expect(parent.description == text)
        #expect(TraceID(bytes: parent.trace.bytes) == parent.trace && SpanID(bytes: parent.span.bytes) == parent.span)
    }

    @Test(
        arguments: [
            ("00", "00", "", false), ("00", "fe", "", false), ("00", "ff", "", true), ("01", "01", "", true),
            ("cc", "01", "-what-comes-later", true), ("fe", "09", "-", true),
        ])
    func readsOtherFlagsAndVersions(version: String, flags: String, rest: String, isSampled: Bool) throws {
        let parent = try #require(TraceParent("\(version)-\(Self.trace)-\(Self.span)-\(flags)\(rest)"))
        #expect(parent.isSampled == isSampled)
        #expect(parent.description == "00-\(Self.trace)-\(Self.span)-\(isSampled ? "01" : "00")")
    }

    @Test(
        arguments: [
            "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-01-more",
            "00-\(trace)-\(span)-01-", "00-\(trace)-\(span)-011", "ff-\(trace)-\(span)-01", "0-\(trace)-\(span)-01",
            "cc-\(trace)-\(span)-01.what", "00_\(trace)-\(span)-01", "00-\(trace)_\(span)-01",
            "00-\(trace)-\(span)_01", "00-\(trace.uppercased())-\(span)-01", "00-\(trace)-\(span.uppercased())-01",
            "0X-\(trace)-\(span)-01", "00-\(trace)-\(span)-0x", "00-\(trace)-\(span)-.1",
            "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
            " 00-\(trace)-\(span)-01", "00-\(trace)-\(span)-01 ", "00-ä\(trace.dropFirst(2))-\(span)-01",
        ])
    func ignoresWhatIsInvalid(header: String) {
        #expect(TraceParent(header) == nil)
    }

    @Test(
        arguments: [
            ([], ""), (["a=1"], "a=1"), (["a=1,b=2", "c=3"], "a=1,b=2,c=3"), (["a=1 , \tb=2\t,,"], "a=1,b=2"),
            ([" a= 1"], "a= 1"), (["0t@v=x"], "0t@v=x"), (["a-_*/9=!\"~"], "a-_*/9=!\"~"),
            ([String(repeating: "k", count: 256) + "=v"], String(repeating: "k", count: 256) + "=v"),
            (["a=" + String(repeating: "v", count: 256)], "a=" + String(repeating: "v", count: 256)),
        ])
    func readsStates(lines: [String], text: String) throws {
        #expect(try #require(TraceState(lines)).description == text)
    }

    @Test(
        arguments: [
            ["a"], ["=1"], ["a="], ["a=1,a=2"], ["a=1", "a=2"], ["A=1"], ["0a=1"], ["a b=1"], ["a=1=2"], ["a=ä"],
            ["a =1"], ["@v=1"], ["t@=1"], ["t@0v=1"], ["t@v@w=1"], ["a=\u{7}"],
            [String(repeating: "k", count: 257) + "=v"], ["a=" + String(repeating: "v", count: 257)],
            [String(repeating: "t", count: 242) + "@v=1"], ["t@" + String(repeating: "v", count: 15) + "=1"],
            [(0...32).map { "k\($0)=1" }.joined(separator: ",")],
        ])
    func dropsStatesThatAreInvalid(lines: [String]) {
        #expect(TraceState(lines) == nil)
    }

    @Test func putsOurMemberInFront() throws {
        let full = try #require(TraceState([(0..<32).map { "k\($0)=1" }.joined(separator: ",")]))
        let member = try #require(TraceState.Member(key: "k5", value: "2"))
        #expect(full.setting(member).members.count == 32 && full.setting(member).members.first == member)
        let another = try #require(TraceState.Member(key: "new", value: "2"))
        #expect(full.setting(another).members.count == 32 && full.setting(another).members.last?.key == "k30")
        #expect(TraceState.empty.setting(another).description == "new=2")
    }

    @Test(
        arguments: [
            ("1", 0, 1), ("0af7651916cd43dd8448eb211c80319c", 0x0af7_6519_16cd_43dd, 0x8448_eb21_1c80_319c),
            ("A0af7651916cd43dd", 0xa, 0x0af7_6519_16cd_43dd),
        ] as [(String, UInt64, UInt64)])
    func readsIdsAsJaegerDoes(text: String, high: UInt64, low: UInt64) {
        #expect(TraceID(jaeger: text) == TraceID(high: high, low: low))
    }

    @Test(arguments: ["", "0", "x", "1 ", "0af7651916cd43dd8448eb211c80319c0", "-1", "é"])
    func refusesIdsThatAreNone(text: String) {
        #expect(TraceID(jaeger: text) == nil)
    }

    @Test func randomBitsAreAlwaysAnID() {
        #expect(SpanID(random: 0) == SpanID(1) && SpanID(random: 7) == SpanID(7))
        #expect(TraceID(random: 0, 0) == TraceID(high: 0, low: 1) && TraceID(random: 3, 4) == TraceID(high: 3, low: 4))
    }
}
