import ArgumentParser
import Foundation
import JSONText
import PromQL
import Storage
import TimeSeries

/// `geoclimate metrics query`.
struct MetricsQueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Evaluate a query of PromQL over what is stored.",
        discussion: """
            Example: geoclimate metrics query 'rate(http_requests_total[5m])' --start -1h

            Without --start the query is evaluated at one time. With it, at every --step until --end; a terminal gets \
            a chart of each series. Times are as in 2026-03-01T12:00:00Z, in seconds since 1970, or relative as in \
            -1h.
            """)

    @Argument(help: "The query.")
    var query: String

    @Option(parsing: .unconditional, help: "Evaluate at this time, and now where none is given.")
    var time: String?

    @Option(parsing: .unconditional, help: "The first time of a range.")
    var start: String?

    @Option(parsing: .unconditional, help: "The last time of a range, and now where none is given.")
    var end: String?

    @Option(help: "The time between the steps of a range, such as 15s; without it, some 120 steps.")
    var step: String?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard start != nil || (end == nil && step == nil) else {
            throw ValidationError("--end and --step go with --start.")
        }
        guard start == nil || time == nil else { throw ValidationError("Choose one of --time and --start.") }
    }

    func run() async throws {
        let settings = try await CommandSettings.load(global)
        let now = ApplianceClock.system.now().millisecondsSince1970
        let range = try range(now: now)
        let instant = try time.map { try Self.time($0, "--time", now: now) } ?? now
        let result = try await evaluate(settings, range, at: instant, now: now)
        for warning in result.warnings + result.infos { Console.message(warning) }
        if output.json { return try Console.json { $0.queryValue(result.value) } }
        let width = SystemCalls.terminalColumns
        let text = QueryText(width: width).text(of: result.value, over: range)
        guard !text.isEmpty else { return Console.message("The query has no result.") }
        try Console.outputLines(text)
    }

    private func evaluate(
        _ settings: EffectiveConfiguration, _ range: QueryRange?, at time: Int64, now: Int64
    ) async throws -> QueryResult {
        try TelemetryFile.require(in: settings.dataDirectory)
        let database = try await TelemetryDatabase.open(
            in: settings.dataDirectory, as: .reader, maximumBytes: settings.metrics.maximumBytes)
        let ticket = QueryTicket(milliseconds: Limits.queryMilliseconds, clock: .system)
        let rawSince = now - settings.metrics.retention.raw
        let query = query
        do {
            let result = try await WorkQueue("geoclimate.query", width: 1, line: 0).run {
                let source = StoredSamples(
                    store: try MetricStore(database: database), ticket: ticket, rawSince: rawSince)
                let engine = Engine()
                guard let range else {
                    return try engine.instant(query, at: time, from: source) { ticket.interruption }
                }
                return try engine.range(
                    query, from: range.start, through: range.end, step: range.step, from: source
                ) { ticket.interruption }
            }
            try await database.close()
            return result
        } catch {
            try? await database.close()
            throw error
        }
    }

    /// The times that --start, --end and --step ask for; nil without --start.
    func range(now: Int64) throws -> QueryRange? {
        guard let start else { return nil }
        let first = try Self.time(start, "--start", now: now)
        let last = try end.map { try Self.time($0, "--end", now: now) } ?? now
        guard last >= first else { throw ValidationError("--end is before --start.") }
        let (length, overflow) = last.subtractingReportingOverflow(first)
        guard !overflow else { throw ValidationError("--start and --end are too far apart.") }
        guard let step else {
            return QueryRange(start: first, end: last, step: max(1_000, length / 120_000 * 1_000))
        }
        guard let milliseconds = try? DurationText.milliseconds(step), milliseconds > 0 else {
            throw ValidationError("--step takes a duration such as 15s or 1h30m.")
        }
        // The engine refuses this too, with a hint for callers of the HTTP API.
        guard length / milliseconds <= Int64(PromQL.Limits.pointsPerSeries) else {
            throw ValidationError(
                "With --step \(step) a series has more than \(PromQL.Limits.pointsPerSeries) points. "
                    + "Choose a longer --step.")
        }
        return QueryRange(start: first, end: last, step: milliseconds)
    }

    private static func time(_ text: String, _ option: String, now: Int64) throws -> Int64 {
        if text.hasPrefix("-"), let ago = try? DurationText.milliseconds(text.dropFirst()) { return now - ago }
        if let seconds = Double(text), seconds.magnitude < 1e15 { return Int64((seconds * 1_000).rounded()) }
        if let time = Timestamp(rfc3339: text) { return time.millisecondsSince1970 }
        throw ValidationError("\(option) takes a time such as 2026-03-01T12:00:00Z, seconds since 1970, or -1h.")
    }
}

/// The times at which a query is evaluated, in milliseconds.
struct QueryRange: Sendable, Equatable {
    let start: Int64
    let end: Int64
    let step: Int64
}
