import ArgumentParser
import Foundation
import JSONText
import PromQL
import Testing

@testable import Appliance

/// `geoclimate metrics query` and `geoclimate metrics test`.
@Suite struct MetricsCommandTests {
    private struct Printed: Decodable, Equatable {
        let passed: Int
        let failed: Int
        let failures: [String]
    }

    private static func testCommand(_ arguments: [String]) throws -> MetricsTestCommand {
        try #require(try Geoclimate.parseAsRoot(["metrics", "test"] + arguments) as? MetricsTestCommand)
    }

    @Test func aDirectoryIsNoScript() async throws {
        let command = try Self.testCommand(["/"])
        await #expect(throws: MetricsCommandFailure("The script / cannot be read: Is a directory.")) {
            try await command.run()
        }
    }

    @Test func theOutcomeOfScriptsIsJSON() throws {
        var outcome = MetricsTestCommand.Outcome()
        outcome.add(ScriptRunner().run("eval instant at 0s 1\n  1\n", named: "good.test"))
        outcome.add(ScriptRunner().run("eval instant at 0s 1\n  2\n", named: "bad.test"))
        let failure = try #require(outcome.failures.first)
        #expect(failure.hasPrefix("bad.test:1: "), "\(failure)")
        let bytes = JSONWriter.bytes { outcome.write(to: &$0) }
        let printed = try JSONDecoder().decode(Printed.self, from: Data(bytes))
        #expect(printed == Printed(passed: 1, failed: 1, failures: [failure]))
    }

    @Test(arguments: [false, true])
    func aFailureIsExitCode1(asJSON: Bool) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for value in [1, 2] {
            let file = folder.appending(path: "\(value).test")
            try Data("eval instant at 0s 1\n  \(value)\n".utf8).write(to: file)
            let command = try Self.testCommand([file.path()] + (asJSON ? ["--json"] : []))
            #expect(command.output.json == asJSON)
            do {
                try await command.run()
                #expect(value == 1)
            } catch let code as ExitCode {
                #expect(value == 2 && code == ExitCode(1))
            }
        }
    }

    /// The engine's own words speak of a parameter of the HTTP API.
    @Test(arguments: [("1ms", "-1h"), ("1s", "-4h")])
    func aStepThatIsTooShortIsNamed(step: String, start: String) throws {
        let arguments = ["metrics", "query", "up", "--start", start, "--step", step]
        let command = try #require(try Geoclimate.parseAsRoot(arguments) as? MetricsQueryCommand)
        let error = try #require(throws: ValidationError.self) { try command.range(now: 1_800_000_000_000) }
        #expect(error.message == "With --step \(step) a series has more than 11000 points. Choose a longer --step.")
    }

    @Test func aStepWithinTheBoundIsTaken() throws {
        let arguments = ["metrics", "query", "up", "--start", "-11000s", "--step", "1s"]
        let command = try #require(try Geoclimate.parseAsRoot(arguments) as? MetricsQueryCommand)
        let range = try command.range(now: 1_800_000_000_000)
        #expect(range == QueryRange(start: 1_799_989_000_000, end: 1_800_000_000_000, step: 1_000))
    }
}
