import Logging
import Storage
import TimeSeries

/// `telemetry.db` and what is kept in it, or the reason why there is none.
///
/// Predictions and accounts go on whatever becomes of it.
struct TelemetryStorage: Sendable {
    private struct Opened: Sendable {
        let database: TelemetryDatabase
        let metrics: MetricStore
        let logs: LogStore
        let manyLines: FlushSignal
        let traces: TraceStore
    }

    private let opened: Opened?
    private let failure: String?

    /// None, and none is missed.
    static let absent = TelemetryStorage(opened: nil, failure: nil)

    /// None, for a reason in a whole sentence.
    static func unavailable(_ reason: String) -> TelemetryStorage {
        TelemetryStorage(opened: nil, failure: reason)
    }

    /// Opens the telemetry of a data directory; a file that is damaged is set aside for a new one.
    ///
    /// What goes wrong is in the log and in ``problem``.
    static func open(
        in directory: String, as role: TelemetryDatabase.Role, metrics: MetricSettings, logs: LogStorageSettings,
        traces: TraceSettings = TraceSettings(), at now: Timestamp, logger: Logger, slow: SlowStatementWatch? = nil
    ) async -> TelemetryStorage {
        let open = {
            try await openOnce(
                in: directory, as: role, metrics: metrics, logs: logs, traces: traces, at: now, slow: slow)
        }
        do {
            return try await open()
        } catch let error as StorageError where role == .daemon && error.isDamage {
            do {
                let aside = try await TelemetryDatabase.setAside(in: directory)
                logger.error(
                    "The telemetry was damaged: it was set aside, and begins anew.",
                    metadata: ["aside": "\(aside)", "error": "\(error)"])
                return try await open()
            } catch {
                return failed(error, logger)
            }
        } catch {
            return failed(error, logger)
        }
    }

    private static func openOnce(
        in directory: String, as role: TelemetryDatabase.Role, metrics: MetricSettings, logs: LogStorageSettings,
        traces: TraceSettings, at now: Timestamp, slow: SlowStatementWatch?
    ) async throws -> TelemetryStorage {
        var limits = Storage.Limits.standard
        limits.logRetentionDays = logs.retentionDays
        let database = try await TelemetryDatabase.open(
            in: directory, as: role, maximumBytes: metrics.maximumBytes + logs.maximumBytes + traces.maximumBytes,
            limits: limits, slow: slow)
        do {
            let manyLines = FlushSignal()
            let opened = try await WorkQueue("geoclimate.telemetry.load", width: 1, line: 0).run {
                Opened(
                    database: database,
                    metrics: try MetricStore(
                        database: database, allowance: metrics.maximumBytes, acceptedAge: metrics.retention.raw),
                    logs: try LogStore(
                        database: database, allowance: logs.maximumBytes, at: now, wake: { manyLines.raise() }),
                    manyLines: manyLines, traces: TraceStore(database: database, allowance: traces.maximumBytes))
            }
            return TelemetryStorage(opened: opened, failure: nil)
        } catch {
            try? await database.close()
            throw error
        }
    }

    private static func failed(_ error: any Error, _ logger: Logger) -> TelemetryStorage {
        logger.error(
            "Telemetry is not stored: its database cannot be opened. Everything else goes on.",
            metadata: ["error": "\(error)"])
        return .unavailable("Telemetry is not stored: \(error)")
    }

    /// Where samples are; nil without a database.
    var metrics: MetricStore? { opened?.metrics }

    /// Where log lines are; nil without a database.
    var logs: LogStore? { opened?.logs }

    /// Raised when so many log lines wait that they should be written before their time; nil without a database.
    var manyLines: FlushSignal? { opened?.manyLines }

    /// How far servers have been sent what metrics have; nil without a database.
    var remoteWritePositions: RemoteWritePositions? {
        opened.map { RemoteWritePositions(database: $0.database) }
    }

    /// Where spans are; nil without a database.
    var traces: TraceStore? { opened?.traces }

    /// The files themselves; nil without a database.
    var file: TelemetryDatabase? { opened?.database }

    /// Bytes that the files take.
    var bytes: Int { opened?.database.bytes ?? 0 }

    /// Why nothing is stored, in a whole sentence; nil where it is.
    var problem: String? {
        guard let opened else { return failure }
        return opened.database.state == .working ? nil : opened.database.state.description
    }

    /// Closes the files, which must be left in order by then.
    func close() async throws {
        try await opened?.database.close()
    }
}

extension StorageError {
    /// Whether the file itself is of no use any more.
    fileprivate var isDamage: Bool {
        switch self {
        case .damaged, .notADatabase: true
        default: false
        }
    }
}
