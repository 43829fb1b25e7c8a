import ArgumentParser
import JSONText
import LogQL
import Signals
import Storage

/// `geoclimate logs query`.
struct LogsQueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Ask the stored log lines in LogQL.",
        discussion: """
            Example: geoclimate logs query '{kind="request"}|json|status>=500' --since 6h

            A query for lines prints them, the oldest first. A query for numbers prints their values now, over the \
            ranges that it names itself. With --json it prints an object with the resultType (streams, vector or \
            scalar) and the result, as in answers of Loki's HTTP API. What a running daemon logged is here after a \
            second.
            """)

    @Argument(help: "The query, in LogQL.")
    var expression: String

    @Option(help: "How far to look back, as in 15m, 1h or 7d.")
    var since = "1h"

    @Option(help: "Show at most so many lines, the newest.")
    var limit = 100

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...LogQL.Limits.entries).contains(limit) else {
            throw ValidationError("--limit takes a number from 1 to \(LogQL.Limits.entries).")
        }
        _ = try span()
    }

    func run() async throws {
        let settings = try await CommandSettings.load(global)
        let (query, span, limit) = (try parsed(), try span(), limit)
        let logs = try await StoredLogs.open(in: settings.dataDirectory)
        let now = ApplianceClock.system.now().nanosecondsSince1970
        let answer = try await logs.read { engine, watch -> Answer in
            switch query {
            case .log(let expression):
                let options = LogOptions(range: (now - span)..<now, limit: limit)
                return .lines(try engine.logs(expression, options) { watch.shouldStop })
            case .metric(let expression):
                return .numbers(try engine.instant(expression, at: now) { watch.shouldStop })
            }
        }
        try output.json ? answer.printJSON(at: now) : answer.printText()
    }

    /// The query.
    ///
    /// - Throws: ``CheckFailure`` for a text that is none.
    func parsed() throws(CheckFailure) -> Query {
        do {
            return try Query(expression)
        } catch {
            throw CheckFailure("'\(expression)' is no LogQL: \(error.description)")
        }
    }

    private func span() throws -> Int64 {
        guard let span = LokiTime.duration(since), span > 0 else {
            throw ValidationError("--since takes a time such as 15m, 1h or 7d.")
        }
        return span
    }

    /// What a query found.
    enum Answer: Sendable {
        case lines(LogResult)
        case numbers(InstantResult)

        func printJSON(at now: Int64) throws {
            try Console.json { write(at: now, to: &$0) }
        }

        /// The kind of the answer and the answer itself, as in the data of an answer of Loki's API.
        func write(at now: Int64, to json: inout JSONWriter) {
            json.beginObject()
            switch self {
            case .lines(let result):
                json.field("resultType", "streams")
                json.key("result")
                LokiDocument.streams(result.streams, categorised: false, to: &json)
            case .numbers(let result):
                switch result.value {
                case .scalar(let value):
                    json.field("resultType", "scalar")
                    json.key("result")
                    LokiDocument.write(now, value, to: &json)
                case .vector(let samples):
                    json.field("resultType", "vector")
                    json.key("result")
                    LokiDocument.vector(samples.map { ($0.labels.labels, $0.value) }, at: now, to: &json)
                }
            }
            json.endObject()
        }

        func printText() throws {
            switch self {
            case .lines(let result):
                let entries = result.streams.flatMap(\.entries).sorted { $0.timestamp < $1.timestamp }
                if entries.isEmpty { return Console.message("No line was found.") }
                for entry in entries { try Console.output(LineText.printable(entry.line)) }
            case .numbers(let result):
                switch result.value {
                case .scalar(let value): try Console.output(NumberText.string(value))
                case .vector(let samples):
                    if samples.isEmpty { return Console.message("Nothing was found.") }
                    for sample in samples {
                        try Console.output(
                            "\(LineText.selector(sample.labels.labels))  \(NumberText.string(sample.value))")
                    }
                }
            }
        }
    }
}
