import Logging
import ServiceLifecycle
import Storage

/// Makes a log line of each entry of the audit log, whichever process wrote it, in the order of the entries.
///
/// How far it is stands beside the lines in `telemetry.db`, so that a restart neither leaves out nor doubles any. The
/// audit log itself knows nothing of it.
struct AuditMirror: Service {
    static let cursor = "audit"

    let audit: AuditLog
    let logs: LogParts
    let clock: ApplianceClock
    let logger: Logger
    var interval = Duration.milliseconds(Limits.auditMirrorMilliseconds)
    private let trouble = Trouble()

    init(audit: AuditLog, logs: LogParts, clock: ApplianceClock, logger: Logger) {
        self.audit = audit
        self.logs = logs
        self.clock = clock
        self.logger = logger
    }

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            do {
                while try await copy() {}
                if trouble.ended() { logger.notice("Entries of the audit log are log lines again.") }
            } catch {
                if trouble.began() {
                    logger.warning(
                        "Entries of the audit log do not become log lines; it is tried again.",
                        metadata: ["error": "\(error)"])
                }
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            if Task.isCancelled { return }
        }
        // The last changes of the services that stopped before.
        await Task { while (try? await copy()) == true {} }.value
    }

    /// Copies some entries; true where there may be more of them and room for them.
    func copy() async throws -> Bool {
        guard let store = logs.storedLines else { return false }
        let last = store.cursor(Self.cursor).flatMap(Self.number) ?? 0
        let entries = try await audit.entries(after: last, limit: Limits.auditMirrorEntries)
        guard let newest = entries.last else { return false }
        let outcome = store.append(
            logs.streams.audit(entries),
            advancing: LogCursor(name: Self.cursor, position: Self.position(newest.number)),
            at: clock.now())
        return outcome.dropped == 0 && entries.count == Limits.auditMirrorEntries
    }

    private static func position(_ number: Int64) -> [UInt8] { Array("\(number)".utf8) }

    private static func number(_ position: [UInt8]) -> Int64? { Int64(String(decoding: position, as: UTF8.self)) }
}

extension OwnLogStreams {
    /// Entries of the audit log as log lines: what was refused is a warning.
    func audit(_ entries: [AuditEntry]) -> [LogBatch] {
        [(Logger.Level.info, "done"), (.warning, "refused")].compactMap { level, outcome in
            // What a newer version calls otherwise is told like a refusal: somebody should look.
            let own = entries.filter { ($0.outcome == "done") == (outcome == "done") }
            guard !own.isEmpty else { return nil }
            return LogBatch(
                stream: labels(kind: .audit, level: level),
                entries: own.map { entry in
                    // Entries of one millisecond keep their order.
                    NewLogEntry(
                        timestamp: entry.at.nanosecondsSince1970 &+ entry.number % 1_000_000,
                        line: Self.line(entry, level))
                })
        }
    }

    /// The same members as an answer of the audit API, but for the hash.
    private static func line(_ entry: AuditEntry, _ level: Logger.Level) -> [UInt8] {
        var metadata: Logger.Metadata = [
            "seq": "\(entry.number)", "actor": "\(entry.actor)", "action": "\(entry.action)",
            "subject": "\(entry.subject)", "outcome": "\(entry.outcome)",
            "detail": .dictionary(entry.detail.mapValues { .string($0) }),
        ]
        if let address = entry.address { metadata["address"] = "\(address)" }
        if let requestID = entry.requestID { metadata["request_id"] = "\(requestID)" }
        var line = JSONLogEncoder.line(
            LogRecord(
                time: entry.at, level: level, label: "geoclimate.audit", message: "audit", metadata: metadata))
        if line.last == UInt8(ascii: "\n") { line.removeLast() }
        return line
    }
}
