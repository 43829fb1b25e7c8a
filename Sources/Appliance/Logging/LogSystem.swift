import Foundation
import Logging
import Storage
import Telemetry

/// The log of the process: makes loggers, writes request lines, and flushes.
///
/// Nothing is registered with swift-log globally: whoever logs is given a logger.
final class LogSystem: Sendable {
    let sink: LogSink
    let level: Logger.Level
    let format: LogFormat
    /// Where lines wait to be stored; nil where they are not.
    let relay: LogRelay?
    private let clock: ApplianceClock
    /// By severity: a dictionary would hash the level of every line.
    private let lines = Logger.Level.allCases.map { _ in Counter() }

    /// A log on standard error, or wherever `write` puts whole lines.
    init(
        level: Logger.Level, format: LogFormat, clock: ApplianceClock, relay: LogRelay? = nil,
        write: @escaping @Sendable ([UInt8]) throws -> Void = {
            try FileHandle.standardError.write(contentsOf: Data($0))
        }
    ) {
        self.level = level
        self.format = format
        self.clock = clock
        self.relay = relay
        sink = LogSink(write: write) { dropped in
            let message = "Log lines were dropped, because standard error took them too slowly."
            return Self.encode(
                LogRecord(
                    time: clock.now(), level: .warning, label: "geoclimate.log", message: message,
                    metadata: ["dropped_lines": "\(dropped)"]),
                as: format)
        }
    }

    /// A logger of this name that writes here.
    func logger(_ label: String) -> Logger {
        Logger(label: label) { StructuredLogHandler(label: $0, system: self) }
    }

    /// Writes the line of an answered request, unless its level is not logged.
    func write(_ entry: RequestLogEntry) {
        guard entry.level >= level else { return }
        let time = clock.now()
        append(level: entry.level, kind: .request, at: time, traceID: entry.traceID) {
            PlainRequestLine.line(entry, time: time, label: "geoclimate.http")
                ?? JSONLogEncoder.line(entry, time: time, label: "geoclimate.http")
        } text: {
            TextLogEncoder.line(entry, time: time, label: "geoclimate.http")
        }
    }

    /// Writes the line of a query that took long.
    func writeSlowQuery(_ metadata: Logger.Metadata) {
        let level = Logger.Level.warning
        guard level >= self.level else { return }
        let record = LogRecord(
            time: clock.now(), level: level, label: "geoclimate.slow_query", message: "slow query", metadata: metadata)
        append(level: level, kind: .slowQuery, at: record.time) {
            JSONLogEncoder.line(record)
        } text: {
            TextLogEncoder.line(record)
        }
    }

    /// Writes out what is waiting, for at most `Limits.logFlushMilliseconds`; false where that was not enough.
    @discardableResult
    func flush() -> Bool { sink.flush() }

    func write(_ event: LogEvent, label: String, metadata: Logger.Metadata) {
        let record = LogRecord(
            time: clock.now(), level: event.level, label: label, message: event.message.description,
            error: event.error.map { "\($0)" }, metadata: metadata)
        append(level: event.level, kind: .log, at: record.time) {
            JSONLogEncoder.line(record)
        } text: {
            TextLogEncoder.line(record)
        }
    }

    /// Sends a line to standard error in its format, and as JSON to where lines are stored.
    private func append(
        level: Logger.Level, kind: LogKind, at time: Timestamp, traceID: String? = nil, json: () -> [UInt8],
        text: () -> [UInt8]
    ) {
        lines[level.severity].increment()
        // What is serious may be the last thing that the process says.
        let isUrgent = level >= .error
        switch format {
        case .json:
            let line = json()
            sink.append(line, urgent: isUrgent)
            relay?.add(line, at: time, kind: kind, level: level, traceID: traceID)
        case .text:
            sink.append(text(), urgent: isUrgent)
            relay?.add(json(), at: time, kind: kind, level: level, traceID: traceID)
        }
    }

    private static func encode(_ record: LogRecord, as format: LogFormat) -> [UInt8] {
        switch format {
        case .json: JSONLogEncoder.line(record)
        case .text: TextLogEncoder.line(record)
        }
    }
}

extension LogSystem: MetricCollector {
    /// `log_lines_total` and `log_lines_dropped_total`.
    var descriptors: [MetricDescriptor] {
        [MetricCatalogue.logLines.descriptor, MetricCatalogue.logLinesDropped.descriptor]
    }

    func collect() -> [MetricFamilySnapshot] {
        let levels = Logger.Level.allCases.map { MetricSample([$0.rawValue], lines[$0.severity].read()) }
        return [
            MetricFamilySnapshot(MetricCatalogue.logLines.descriptor, levels),
            MetricFamilySnapshot(MetricCatalogue.logLinesDropped.descriptor, sink.droppedLines.read()),
        ]
    }
}

extension Logger.Level {
    /// The level's place among all, the least first.
    fileprivate var severity: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .notice: 3
        case .warning: 4
        case .error: 5
        case .critical: 6
        }
    }
}
