import ArgumentParser
import JSONText
import Storage

/// `geoclimate usage report`.
struct UsageReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show requests, rows, bytes and time by day, user, key, endpoint, model or status.",
        discussion: """
            Example: geoclimate usage report --by day,user --from 2026-03-01 --csv

            Days are UTC days, and both are included. With times such as 2026-03-01T12:00:00Z the minutes are counted, \
            of which the last weeks are kept. What a running daemon counted is here after usage.flush_ms.
            """)

    @Option(help: "What to group by, separated by commas: day, user, key, endpoint, model, status (default: day).")
    var by: String?

    @Option(help: "The first day, or a time (default: 29 days before the last).")
    var from: String?

    @Option(help: "The last day, or the time before which the report ends (default: today).")
    var to: String?

    @Option(help: "Show at most so many groups (default: 1000).")
    var limit: String?

    @Option(help: "Leave out so many groups at the front.")
    var offset: String?

    @Flag(help: "Print CSV instead of a table.")
    var csv = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if csv && output.json { throw ValidationError("Choose one of --csv and --json.") }
    }

    func run() async throws {
        let settings = try await CommandSettings.load(global)
        let asked = UsageReportRequest(from: from, to: to, by: by, limit: limit, offset: offset)
        let query: UsageQuery
        do throws(UsageReportRequest.Refusal) {
            query = try asked.query(
                dimensions: UsageDimension.allCases, userID: nil, now: ApplianceClock.system.now(),
                minuteDays: settings.usage.minuteDays, pageRows: 1...Storage.Limits.standard.usageReportRows,
                defaultRows: Limits.usagePageRowsAtMost)
        } catch {
            throw ValidationError("--\(error.part): \(error.description)")
        }
        try DataChecks.requireDatabase(in: settings.dataDirectory)
        let database = try await ApplianceDatabase.openForCommand(in: settings.dataDirectory)
        let document = UsageReportDocument(query: query, report: try await UsageStore(database: database).report(query))
        if let next = document.nextOffset {
            Console.message(
                "\(Counted.text(document.report.groupCount, "group")) in all. The next ones: --offset \(next), or more with --limit."
            )
        }
        if output.json { return try Console.json { document.encode(to: &$0) } }
        if csv { return try Console.outputLines(document.csv) }
        guard document.report.groupCount > 0 else {
            return Console.message("Nothing was used from \(document.bounds.from) to \(document.bounds.to).")
        }
        try Console.output(document.table)
    }
}
