import Logging
import Storage
import Synchronization
import Telemetry

/// What a stored log line is about; it is a label of the line's stream.
enum LogKind: String, CaseIterable, Sendable {
    /// An answered request.
    case request
    /// What the daemon says of itself.
    case log
    /// A change of the audit log.
    case audit
    /// A query of the database that took long.
    case slowQuery = "slow_query"
}

/// Takes log lines from any thread until they are stored.
///
/// Lines wait up to `Limits.logRelayBytes`. One that does not fit is dropped and counted: nobody ever waits here.
final class LogRelay: Sendable {
    /// A line that waits.
    struct Line: Sendable {
        /// Nanoseconds since 1970, each line's later than the one's before it: the clock counts milliseconds only.
        var time: Int64
        var kind: LogKind
        var level: Logger.Level
        /// JSON, with or without a line feed at its end.
        var bytes: [UInt8]
        /// The trace that the line belongs to, in hexadecimal digits.
        var traceID: String?
    }

    private struct State {
        var lines: [Line] = []
        var bytes = 0
        var last: Int64 = 0
    }

    /// What a line costs beside its text.
    static let lineBytes = 128

    /// Lines that were dropped because too many waited.
    let droppedLines = Counter()
    private let state = Mutex(State())

    /// Adds a line, if there is room.
    func add(_ bytes: [UInt8], at time: Timestamp, kind: LogKind, level: Logger.Level, traceID: String? = nil) {
        let isTaken = state.withLock { state in
            guard state.bytes + bytes.count + Self.lineBytes <= Limits.logRelayBytes else { return false }
            state.bytes += bytes.count + Self.lineBytes
            state.last = max(state.last &+ 1, time.nanosecondsSince1970)
            state.lines.append(Line(time: state.last, kind: kind, level: level, bytes: bytes, traceID: traceID))
            return true
        }
        if !isTaken { droppedLines.increment() }
    }

    /// All that waits; nothing waits afterwards.
    func take() -> [Line] {
        state.withLock { state in
            defer {
                state.lines = []
                state.bytes = 0
            }
            return state.lines
        }
    }
}
