import Foundation
import Programs
import Testing

@testable import Telemetry

/// Asks Prometheus's own tool what it thinks of the exposition, where it is installed.
@Suite struct PromtoolTests {
    /// Complaints about names that the contract fixes, and about nothing else.
    private static let fixedNames = [
        "model_cache_hits counter metrics should have \"_total\" suffix",
        "model_cache_misses counter metrics should have \"_total\" suffix",
        "database_connections_total non-counter metrics should not have \"_total\" suffix",
        "system_cpu_count non-histogram and non-summary metrics should not have \"_count\" suffix",
        "user_email_verified counter metrics should have \"_total\" suffix",
        "user_first_api_call counter metrics should have \"_total\" suffix",
    ]

    @Test(.enabled(if: promtool != nil, "promtool is not installed (package prometheus): nothing was checked"))
    func acceptsEveryFamily() throws {
        let tool = try #require(promtool)
        let text = ExpositionEncoder(.prometheusText).encode(try CatalogueTests.fullRegistry().snapshot())
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let check = try ChildProgram(
            "/bin/sh", ["-c", "exec \"$1\" check metrics < \"$2\" 2>&1", "sh", tool.path, file.path])
        let said = check.readAll(atMost: 1 << 20)
        let complaints = String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(Set(complaints) == Set(Self.fixedNames))
    }
}

private var promtool: URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
    return path.split(separator: ":").map { URL(filePath: "\($0)/promtool") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }
}
