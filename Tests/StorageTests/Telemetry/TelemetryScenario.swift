import Foundation
import Patterns
import Signals
import Testing
import TimeSeries

@testable import Storage

/// A telemetry database of its own, and the clock that its tests read.
struct TelemetryScenario {
    let directory: String
    let limits: Storage.Limits
    /// A multiple of two hours in 2023, so that windows begin here.
    static let start: Int64 = 1_699_992_000_000 / 7_200_000 * 7_200_000

    var path: String { directory + "/telemetry.db" }

    func open(
        _ role: TelemetryDatabase.Role = .daemon, maximumBytes: Int = 256 << 20
    ) async throws -> TelemetryDatabase {
        try await TelemetryDatabase.open(in: directory, as: role, maximumBytes: maximumBytes, limits: limits)
    }
}

func withTelemetry(
    limits: Storage.Limits = .standard, _ body: (TelemetryScenario) async throws -> Void
) async throws {
    let parent = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: parent) }
    try await body(TelemetryScenario(directory: parent.path + "/data", limits: limits))
}

extension LabelSet {
    /// A metric with labels, which the test knows to be right.
    static func metric(_ name: String, _ labels: [String: String] = [:]) -> LabelSet {
        let all = labels.map { Label($0.key, $0.value) } + [Label("__name__", name)]
        return (try? LabelSet(all)) ?? .empty
    }
}

extension MetricStore {
    /// All samples of a metric's series.
    func all(
        _ name: String, _ resolution: Resolution = .raw, _ column: RollupColumn = .last, from: Int64 = 0,
        through: Int64 = .max
    ) throws -> [SelectedSeries] {
        try select(
            MetricSelection(
                [LabelMatcher("__name__", .equal(name))], from: from, through: through, resolution: resolution,
                column: column))
    }
}
