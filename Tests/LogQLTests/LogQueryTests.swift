import LogQL
import Signals
import Testing

struct LogQueryTests {
    private func source() throws -> MemorySource {
        let source = MemorySource()
        try source.append(["app": "a"], [(10, "one level=info"), (30, "three level=error")])
        try source.append(["app": "b"], [(20, "two"), (40, "four")], [Label("trace", "t1")])
        return source
    }

    private func run(_ query: String, _ source: MemorySource, _ options: LogOptions) throws -> LogResult {
        guard case .log(let expression) = try Query(query) else {
            Issue.record("\(query) asks for no lines")
            return try run("{app=~`.+`}", source, options)
        }
        return try LogQLEngine(source: source).logs(expression, options)
    }

    private func lines(_ result: LogResult) -> [[String]] { result.streams.map { $0.entries.map(\.line) } }

    @Test func theNewestComeFirstUpToTheLimit() throws {
        let result = try run("{app=~`.+`}", try source(), LogOptions(range: 0..<100, limit: 3))
        #expect(lines(result) == [["three level=error"], ["four", "two"]])
        #expect(result.statistics.lines == 3)
        let oldest = try run(
            "{app=~`.+`}", try source(), LogOptions(range: 0..<100, limit: 2, direction: .forward))
        #expect(lines(oldest) == [["one level=info"], ["two"]])
    }

    @Test func theRangeIsOpenAtItsEnd() throws {
        let options = LogOptions(range: 10..<30, direction: .forward)
        #expect(lines(try run("{app=~`.+`}", try source(), options)) == [["one level=info"], ["two"]])
    }

    @Test func linesAreGroupedByAllTheirLabels() throws {
        let result = try run("{app=`a`} | logfmt", try source(), LogOptions(range: 0..<100))
        #expect(
            result.streams.map { $0.labels.labels.map { "\($0.name)=\($0.value)" } } == [
                ["app=a", "detected_level=error", "level=error"], ["app=a", "detected_level=info", "level=info"],
            ])
    }

    @Test func labelsCanBeAnsweredApart() throws {
        let options = LogOptions(range: 0..<100, direction: .forward, categorisesLabels: true)
        let result = try run("{app=`b`} | label_format new=`x`", try source(), options)
        #expect(result.streams.map(\.labels.labels) == [[Label("app", "b")]])
        let entry = try #require(result.streams.first?.entries.first)
        #expect(entry.metadata == [Label("detected_level", "unknown"), Label("trace", "t1")])
        #expect(entry.parsed == [Label("new", "x")])
    }

    @Test func theSourceLearnsWhatEveryLineContains() throws {
        let source = try source()
        let query = "{app=`a`} |= `one` |~ `lev.l=` != `x` | logfmt | line_format `{{.level}}` |= `info`"
        _ = try run(query, source, LogOptions(range: 0..<100))
        let needles = source.requests.first?.needles.map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(needles == ["one", "l="] || needles == ["one", "lev"])
    }

    @Test func boundsAndCancellation() throws {
        let source = MemorySource()
        try source.append(["app": "a"], (0..<20_000).map { (Int64($0), "line") })
        guard case .log(let expression) = try Query("{app=`a`}") else { return }
        let options = LogOptions(range: 0..<1_000_000, limit: 1_000_000)
        #expect(try LogQLEngine(source: source).logs(expression, options).streams[0].entries.count == Limits.entries)
        #expect(throws: LogQLError.cancelled) {
            try LogQLEngine(source: source).logs(expression, options, isCancelled: { true })
        }
        guard case .log(let none) = try Query("{app=`a`} |= `x`") else { return }
        #expect(throws: LogQLError.self) { try LogQLEngine(source: source, lineLimit: 1_000).logs(none, options) }
    }
}
