import Access
import Foundation
import Storage

/// One export, from the data directory to a directory that has its name only when it is complete.
struct ExportJob: Sendable {
    /// What came of it.
    struct Outcome: Sendable {
        let path: String
        let summary: PostgresExport.Summary
        let metrics: TelemetryExport.Sent?
        let logs: TelemetryExport.Sent?
        /// `manifest.json`, without the end of its line.
        let manifest: [UInt8]
    }

    let dataDirectory: String
    let destination: String
    let metricsURL: String?
    let logsURL: String?
    let tiers: [Tier]
    let clock: ApplianceClock
    let random: @Sendable () -> UInt64
    let post: ExportPost

    /// Where the copy of telemetry is while it is sent.
    private static let scratch = "telemetry-copy"

    /// Exports everything, or leaves nothing behind.
    ///
    /// - Throws: ``ExportError``, ``CheckFailure`` where something that is asked for is not there, ``StorageError``,
    ///   ``RegistryError`` for a model whose bytes are damaged.
    func run() async throws -> Outcome {
        try DataChecks.requireDatabase(in: dataDirectory)
        if sendsTelemetry { try TelemetryFile.require(in: dataDirectory) }
        try ExportDirectory.check(destination)
        let (destination, word, tiers) = (destination, random(), tiers)
        let queue = WorkQueue("geoclimate.export.files", width: 1, line: 0)
        let exportedAt = clock.now()
        let (path, summary, files) = try await write(destination, word, tiers)
        do {
            let (metrics, logs) = try await send(scratch: "\(path)/\(Self.scratch)")
            let manifest = try await queue.run {
                let directory = ExportDirectory(continuing: path, as: destination, files: files)
                try directory.write(Array(ExportReadme.text.utf8), to: "README.md")
                let manifest = ExportManifest(
                    exportedAt: exportedAt, summary: summary, files: directory.files, metrics: metrics, logs: logs)
                try directory.write(manifest.bytes, to: "manifest.json")
                try directory.finish()
                return manifest.bytes
            }
            return Outcome(
                path: destination, summary: summary, metrics: metrics, logs: logs, manifest: manifest.dropLast())
        } catch {
            try? await queue.run { ExportDirectory(continuing: path, as: destination, files: []).abandon() }
            throw error
        }
    }

    private var sendsTelemetry: Bool { metricsURL != nil || logsURL != nil }

    /// Everything of `appliance.db`, in one read transaction.
    private func write(
        _ destination: String, _ word: UInt64, _ tiers: [Tier]
    ) async throws -> (path: String, summary: PostgresExport.Summary, files: [ExportDirectory.File]) {
        let database = try await ApplianceDatabase.openForCommand(in: dataDirectory)
        do {
            let written = try await database.export { reader in
                let directory = try ExportDirectory(destination: destination, word: word)
                do {
                    let summary = try PostgresExport(tiers: tiers).write(reader, to: directory)
                    return (path: directory.path, summary: summary, files: directory.files)
                } catch {
                    directory.abandon()
                    throw error
                }
            }
            try await database.close()
            return written
        } catch {
            try? await database.close()
            throw error
        }
    }

    /// Metrics and logs, from a copy that is gone afterwards.
    private func send(
        scratch: String
    ) async throws -> (metrics: TelemetryExport.Sent?, logs: TelemetryExport.Sent?) {
        guard sendsTelemetry else { return (nil, nil) }
        try FileManager.default.createDirectory(
            atPath: scratch, withIntermediateDirectories: false,
            attributes: [.posixPermissions: NSNumber(value: 0o700)])
        try await TelemetryDatabase.copy(from: dataDirectory, to: scratch)
        let telemetry = try await TelemetryExport.open(in: scratch, post: post, clock: clock)
        do {
            var metrics: TelemetryExport.Sent?
            var logs: TelemetryExport.Sent?
            if let metricsURL { metrics = try await telemetry.sendMetrics(to: metricsURL) }
            if let logsURL { logs = try await telemetry.sendLogs(to: logsURL) }
            try await telemetry.close()
            try FileManager.default.removeItem(atPath: scratch)
            return (metrics, logs)
        } catch {
            try? await telemetry.close()
            throw error
        }
    }
}
