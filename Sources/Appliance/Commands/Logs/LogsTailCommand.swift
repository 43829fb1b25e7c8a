import ArgumentParser
import JSONText
import LogQL
import Storage

/// `geoclimate logs tail`.
struct LogsTailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Show log lines as they are stored.",
        discussion: """
            Example: geoclimate logs tail '{level="error"}'

            Shows the last lines, then each new one within some seconds, until it is interrupted. With --json each \
            line is an object on a line of its own.
            """)

    /// What all own lines and those of everybody else fulfil.
    private static let everything = #"{job=~".+"}"#

    @Argument(help: "Which lines, in LogQL; without it, all that have the label job.")
    var expression = LogsTailCommand.everything

    @Option(help: "Begin with so many lines that are there already.")
    var lines = 10

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...LogQL.Limits.entries).contains(lines) else {
            throw ValidationError("--lines takes a number from 0 to \(LogQL.Limits.entries).")
        }
    }

    func run() async throws {
        let settings = try await CommandSettings.load(global)
        let expression = try selected()
        let clock = ApplianceClock.system
        let logs = try await StoredLogs.open(in: settings.dataDirectory)
        var follower = LogFollower(now: clock.now().nanosecondsSince1970)
        try show(try await logs.lines(expression, follower.first(lines)), &follower)
        while !Task.isCancelled {
            try await Task.sleep(for: .milliseconds(Limits.logTailPollMilliseconds))
            while true {
                let request = follower.next(now: clock.now().nanosecondsSince1970)
                let found = try await logs.lines(expression, request)
                try show(found, &follower)
                // More than one answer may have come since the last look.
                guard found.count >= request.limit else { break }
            }
        }
    }

    private func show(_ entries: [FollowedLine], _ follower: inout LogFollower) throws {
        for entry in follower.new(entries) {
            guard output.json else {
                try Console.output(LineText.printable(entry.line))
                continue
            }
            try Console.json { json in
                json.beginObject()
                json.field("timestamp", String(entry.timestamp))
                json.key("labels")
                json.labels(entry.labels)
                json.field("line", entry.line)
                json.endObject()
            }
        }
    }

    private func selected() throws -> LogExpression {
        do {
            if case .log(let expression) = try Query(expression) { return expression }
        } catch {
            throw CheckFailure("'\(expression)' is no LogQL: \(error.description)")
        }
        throw CheckFailure("'\(expression)' asks for numbers; tail shows lines. Use 'geoclimate logs query'.")
    }
}
