import ArgumentParser
import HTTPTypes
import JSONText
import LogQL
import Testing

@testable import Appliance

/// `geoclimate logs …`, and what `geoclimate metrics query` has in common with it.
@Suite struct LogsCommandTests {
    /// The appliance's clock stands at 2025-01-01T00:00:00Z.
    private static let now: Int64 = 1_735_689_600_000_000_000

    @Test(arguments: [
        (
            #"{app="web"}"#,
            #"{"resultType":"streams","result":[{"stream":{"app":"web","detected_level":"unknown"},"values":[["1735689599000000000","hello"]]}]}"#
        ),
        (
            #"sum(count_over_time({app="web"}[1m]))"#,
            #"{"resultType":"vector","result":[{"metric":{},"value":[1735689600,"1"]}]}"#
        ),
    ])
    func anAnswerInJSONSaysItsKind(query: String, expected: String) async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let second: Int64 = 1_000_000_000
            let body = #"{"streams":[{"stream":{"app":"web"},"values":[["\#(Self.now - second)","hello"]]}]}"#
            #expect(try await appliance.post("/loki/api/v1/push", body).status == .noContent)
            try await appliance.parts.telemetry.logs.flush()
            let parsed = try Geoclimate.parseAsRoot(["logs", "query", query]) as? LogsQueryCommand
            let expression = try #require(parsed).parsed()
            let logs = try await StoredLogs.open(in: appliance.directory, clock: appliance.clock.clock)
            let answer = try await logs.read { engine, watch -> LogsQueryCommand.Answer in
                switch expression {
                case .log(let lines):
                    let options = LogOptions(range: (Self.now - 60 * second)..<Self.now, limit: 10)
                    return .lines(try engine.logs(lines, options) { watch.shouldStop })
                case .metric(let numbers):
                    return .numbers(try engine.instant(numbers, at: Self.now) { watch.shouldStop })
                }
            }
            let bytes = JSONWriter.bytes { answer.write(at: Self.now, to: &$0) }
            #expect(String(decoding: bytes, as: UTF8.self) == expected)
        }
    }

    /// Runs a command that is to fail with a sentence, and answers it.
    private static func failure(_ arguments: [String], in appliance: TestAppliance) async throws -> String? {
        let parsed = try Geoclimate.parseAsRoot(arguments + ["--data-dir", appliance.directory])
        var command = try #require(parsed as? any AsyncParsableCommand)
        do {
            try await command.run()
        } catch let error as CheckFailure {
            #expect(Geoclimate.exitCode(for: error).rawValue == 1)
            return error.description
        }
        return nil
    }

    /// It is the query that is wrong, not how the command is used.
    @Test(arguments: [
        (["logs", "query", "{"], "'{' is no LogQL: "), (["logs", "tail", "{"], "'{' is no LogQL: "),
        (["logs", "tail", "vector(1)"], "'vector(1)' asks for numbers"),
    ])
    func aWrongQueryIsOneLineWithoutUsage(arguments: [String], beginning: String) async throws {
        try await TestAppliance.run { appliance in
            let text = try #require(try await Self.failure(arguments, in: appliance))
            #expect(text.hasPrefix(beginning) && !text.contains("\n"), "\(text)")
        }
    }

    @Test(arguments: [["logs", "query", #"{app="web"}"#], ["logs", "tail"], ["metrics", "query", "up"]])
    func whereNothingIsStoredTheWayToItIsNamed(arguments: [String]) async throws {
        try await TestAppliance.run { appliance in
            let text = try #require(try await Self.failure(arguments, in: appliance))
            #expect(text.hasPrefix("There is no telemetry.db in '"), "\(text)")
            #expect(text.contains("--data-dir") && text.hasSuffix("geoclimate serve."), "\(text)")
        }
    }
}
