import Foundation
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
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = tool
        process.arguments = ["check", "metrics"]
        process.standardInput = input
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let complaints = String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(Set(complaints) == Set(Self.fixedNames))
    }
}

private var promtool: URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
    return path.split(separator: ":").map { URL(filePath: "\($0)/promtool") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }
}
