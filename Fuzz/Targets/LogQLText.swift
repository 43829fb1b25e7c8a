import LogQL
import Signals

/// Reads any bytes up to the first zero as a query, and runs what is one over a few lines and over what follows the zero.
///
/// A query that was read must read back as the same from its text, and lines must come in order.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLogQLText(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let parts = unsafe fuzzInput(data, count).split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    let text = String(decoding: parts.first ?? [], as: UTF8.self)
    guard let query = try? Query(text) else { return 0 }
    guard let again = try? Query(query.description) else {
        preconditionFailure("the query does not read back: \(query)")
    }
    precondition(again.description == query.description, "the query reads back as another: \(query)")

    let engine = LogQLEngine(source: FewLines(more: parts.dropFirst().first), lineLimit: 1_000)
    let deadline = FuzzDeadline()
    switch query {
    case .log(let expression):
        for direction in [LogDirection.forward, .backward] {
            let options = LogOptions(range: 0..<100_000_000_000, limit: 10, direction: direction)
            guard let result = try? engine.logs(expression, options, isCancelled: { deadline.isOver }) else { continue }
            precondition(result.streams.reduce(0) { $0 + $1.entries.count } <= 10)
        }
        _ = try? engine.detectedFields(
            expression, LogOptions(range: 0..<100_000_000_000, limit: 10), isCancelled: { deadline.isOver })
    case .metric(let expression):
        _ = try? engine.instant(expression, at: 60_000_000_000, isCancelled: { deadline.isOver })
        let result = try? engine.range(
            expression, from: 0, to: 60_000_000_000, step: 7_000_000_000, isCancelled: { deadline.isOver })
        for series in result?.series ?? [] {
            precondition(!series.points.isEmpty && series.points.count <= 9)
        }
    }
    return 0
}

/// Two streams with lines of every form that a parser looks for.
private struct FewLines: LogSource {
    let lines: [[UInt8]]

    init(more: ArraySlice<UInt8>?) {
        let fixed = [
            #"{"level":"info","duration":"1.5s","size":"10KB","nested":{"a":[1,{"b":"x"}],"status":200},"msg":"caf\u00e9"}"#,
            #"level=warn duration=250ms path="/a b/\"c\"" status=503 size=12 empty= flag"#,
            #"10.0.0.7 - - [2026-11-23T00:00:00Z] "GET /index.html HTTP/1.1" 404 1234 "-" "curl/8""#,
            #"{"_entry":"packed line","app":"x"}"#,
            "\u{1b}[31merror\u{1b}[0m: tr\u{fc}be 3.25 10.1.2.3 ::1",
        ]
        let own = (more ?? []).split(separator: 10, omittingEmptySubsequences: false).prefix(8).map { Array($0) }
        lines = fixed.map { Array($0.utf8) } + own
    }

    func streams(matching matchers: [LabelMatcher], in range: Range<Int64>) throws -> [LogStream] {
        let streams = [("a", "one"), ("b", "two")].enumerated().compactMap { index, pair in
            (try? LabelSet([Label("app", pair.0), Label("job", pair.1)])).map {
                LogStream(id: UInt64(index), labels: $0)
            }
        }
        return streams.filter { stream in matchers.allSatisfy { $0.accepts(stream.labels) } }
    }

    func readEntries(_ request: LogRequest, _ take: (LogEntry) throws -> Bool) throws {
        guard !request.streams.isEmpty else { return }
        var entries = lines.enumerated().map { index, line in
            LogEntry(
                timestamp: Int64(index + 1) * 5_000_000_000, stream: index % request.streams.count, line: line[...],
                metadata: index % 2 == 0 ? [Label("trace_id", "0af7651916cd43dd8448eb211c80319c")] : [])
        }.filter { request.range.contains($0.timestamp) }
        if request.direction == .backward { entries.reverse() }
        for entry in entries where !(try take(entry)) { return }
    }
}
