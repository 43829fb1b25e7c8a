import ArgumentParser
import Foundation
import JSONText
import PromQL

/// `geoclimate metrics test`.
struct MetricsTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run scripts of queries with what they must answer.",
        discussion: """
            Example: geoclimate metrics test rates.test

            The scripts are in the format of Prometheus's promqltest: 'load', 'eval instant', 'eval range', 'clear' \
            and the 'expect' lines. Failures are printed with file and line.
            """)

    @Argument(help: "The scripts.")
    var files: [String]

    @OptionGroup var output: OutputOptions

    func run() async throws {
        var outcome = Outcome()
        for file in files {
            let report = ScriptRunner().run(try Self.text(of: file), named: file)
            outcome.add(report)
            if output.json { continue }
            for failure in report.failures { try Console.output(failure.description) }
        }
        if output.json {
            try Console.json { outcome.write(to: &$0) }
        } else {
            try Console.output("\(outcome.passed) passed, \(outcome.failures.count) failed")
        }
        if !outcome.failures.isEmpty { throw ExitCode(1) }
    }

    /// What came of all scripts together.
    struct Outcome {
        private(set) var passed = 0
        /// With file and line, in the order of the scripts.
        private(set) var failures: [String] = []

        mutating func add(_ report: ScriptReport) {
            passed += report.passed
            failures += report.failures.map(\.description)
        }

        func write(to json: inout JSONWriter) {
            json.beginObject()
            json.field("passed", passed)
            json.field("failed", failures.count)
            json.key("failures")
            json.beginArray()
            for failure in failures { json.string(failure) }
            json.endArray()
            json.endObject()
        }
    }

    private static func text(of path: String) throws -> String {
        let data: Data
        do {
            // Reading can fail where opening does not, as with a directory.
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            data = try handle.read(upToCount: Limits.testScriptBytes + 1) ?? Data()
        } catch {
            throw MetricsCommandFailure("The script \(path) cannot be read: \(SystemCalls.reason(of: error)).")
        }
        guard data.count <= Limits.testScriptBytes else {
            throw MetricsCommandFailure("The script \(path) has more than \(Limits.testScriptBytes) bytes.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw MetricsCommandFailure("The script \(path) is not UTF-8 text.")
        }
        return text
    }
}
