import Foundation
import PromQL
import Testing

/// Runs the engine's own cases, which are scripts in Prometheus's format.
@Suite struct ScriptTests {
    private static var folder: URL { Bundle.module.bundleURL.appending(path: "Scripts") }

    private static var names: [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path())
        return (names ?? []).filter { $0.hasSuffix(".test") }.sorted()
    }

    @Test func findsTheScripts() {
        #expect(Self.names.count >= 12)
    }

    @Test(arguments: names)
    func passes(_ name: String) throws {
        let script = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        let report = ScriptRunner().run(script, named: name)
        #expect(report.passed >= 8, "\(name) has too few cases")
        for failure in report.failures { Issue.record("\(failure)") }
    }

    /// Each of these must be noticed, or the scripts prove nothing.
    @Test(arguments: [
        ("eval instant at 0s 1\n  2", 1), ("eval instant at 0s vector(1)\n  {} 2", 1),
        ("eval instant at 0s vector(1)", 1), ("eval instant at 0s vector(1) > 2\n  {} 1", 1),
        ("eval instant at 0s 1 +\n  2", 1), ("eval_fail instant at 0s 1", 1),
        ("eval instant at 0s 1\n  expect fail", 1), ("eval instant at 0s vector(1)\n  expect warn\n  {} 1", 1),
        ("eval instant at 0s quantile(2, vector(1))\n  expect no_warn\n  {} +Inf", 1),
        ("eval instant at 0s \"a\"\n  expect string \"b\"", 1),
        ("eval range from 0s to 1m step 30s time()\n  {} 0 30 61", 1),
        ("eval range from 0s to 1m step 30s time()\n  {} 0 30", 1),
        ("load 1m\n  a 1\n  b 2\n\neval instant at 0s sort({__name__=~\"a|b\"})\n  expect ordered\n  b 2\n  a 1", 5),
        ("\n\nnonsense", 3), ("load 1m\n  a{ 1", 2), ("load 1m\n  a 1xx", 2), ("load 1m\n  a {{count:1}}", 2),
        ("eval instant at 0s 1\n  expect nonsense", 2), ("load 1m\n  a 1x999999999", 2),
        ("eval instant at 0s sum({)\n  expect fail msg: other", 1),
    ])
    func notices(_ script: String, _ line: Int) {
        let report = ScriptRunner().run(script, named: "x")
        #expect(report.failures.map(\.line) == [line])
        #expect(report.passed == 0)
    }
}
