import Foundation
import Logging
import Telemetry

/// The log of the process: makes loggers, writes request lines, and flushes.
///
/// Nothing is registered with swift-log globally: whoever logs is given a logger.
final class LogSystem: Sendable {
    let sink: LogSink
    let level: Logger.Level
    let format: LogFormat
    private let clock: ApplianceClock
    /// By severity: a dictionary would hash the level of every line.
    private let lines = Logger.Level.allCases.map { _ in Counter() }

    /// A log on standard error, or wherever `write` puts whole lines.
    init(
        level: Logger.Level, format: LogFormat, clock: ApplianceClock,
        write: @escaping @Sendable ([UInt8]) throws -> Void = {
            try FileHandle.standardError.write(contentsOf: Data($0))
        }
    ) {
        self.level = level
        self.format = format
        self.clock = clock
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
        let line =
            switch format {
            case .json:
                PlainRequestLine.line(entry, time: time, label: "geoclimate.http")
                    ?? JSONLogEncoder.line(entry, time: time, label: "geoclimate.http")
            case .text: TextLogEncoder.line(entry, time: time, label: "geoclimate.http")
            }
        append(line, level: entry.level)
    }

    /// Writes out what is waiting, for at most `Limits.logFlushMilliseconds`; false where that was not enough.
    @discardableResult
    func flush() -> Bool { sink.flush() }

    func write(_ event: LogEvent, label: String, metadata: Logger.Metadata) {
        let record = LogRecord(
            time: clock.now(), level: event.level, label: label, message: event.message.description,
            error: event.error.map { "\($0)" }, metadata: metadata)
        append(Self.encode(record, as: format), level: event.level)
    }

    private func append(_ line: [UInt8], level: Logger.Level) {
        lines[level.severity].increment()
        // What is serious may be the last thing that the process says.
        sink.append(line, urgent: level >= .error)
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
