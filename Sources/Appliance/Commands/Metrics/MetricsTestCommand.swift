import ArgumentParser
import Foundation
import PromQL

/// `geoclimate metrics test`.
struct MetricsTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run scripts of queries with what they must answer.",
        discussion: """
            Example: geoclimate metrics test rates.test

            The scripts are in the format of Prometheus's promqltest: 'load', 'eval instant', 'eval range', 'clear' and
            the 'expect' lines. Failures are printed with file and line.
            """)

    @Argument(help: "The scripts.")
    var files: [String]

    func run() async throws {
        var passed = 0
        var failed = 0
        for file in files {
            let report = ScriptRunner().run(try Self.text(of: file), named: file)
            for failure in report.failures { try Console.output(failure.description) }
            passed += report.passed
            failed += report.failures.count
        }
        try Console.output("\(passed) passed, \(failed) failed")
        if failed > 0 { throw ExitCode(1) }
    }

    private static func text(of path: String) throws -> String {
        let handle: FileHandle
        do {
            handle = try FileHandle(forReadingFrom: URL(filePath: path))
        } catch {
            throw MetricsCommandFailure("The script \(path) cannot be read: \(SystemCalls.reason(of: error)).")
        }
        let data = try handle.read(upToCount: Limits.testScriptBytes + 1) ?? Data()
        guard data.count <= Limits.testScriptBytes else {
            throw MetricsCommandFailure("The script \(path) has more than \(Limits.testScriptBytes) bytes.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw MetricsCommandFailure("The script \(path) is not UTF-8 text.")
        }
        return text
    }
}
