import Logging
import Storage
import Synchronization

/// Writes a log line for each query that took long: statements of SQLite, PromQL and LogQL.
///
/// At most `Limits.slowQueryLines` a second are written; the next line says how many were left out. Lines of statements that store
/// log lines never get here (`SlowStatementWatch`), so that one line is not the cause of the next.
final class SlowQueryLog: Sendable {
    /// What a query is written in.
    enum Language: String, Sendable {
        case sql, promQL = "promql", logQL = "logql"
    }

    private struct State {
        var second: Int64 = .min
        var lines = 0
        var suppressed = 0
    }

    /// Seconds from which on a query is slow.
    let threshold: Double
    private let clock: ApplianceClock
    private let write: @Sendable (Logger.Metadata) -> Void
    private let state = Mutex(State())

    /// `write` makes a line of its metadata.
    init(threshold: Double, clock: ApplianceClock, write: @escaping @Sendable (Logger.Metadata) -> Void) {
        self.threshold = threshold
        self.clock = clock
        self.write = write
    }

    /// None is written.
    static let silent = SlowQueryLog(threshold: .infinity, clock: .system) { _ in }

    /// Notes a statement of a database.
    func note(_ statement: SlowStatement) {
        note(.sql, statement.text, seconds: statement.seconds, ["database": "\(statement.database)"])
    }

    /// Begins to measure a query of a client; what is quoted in it, but for its selectors, is not logged.
    func begin(_ language: Language, _ text: String, requestID: String) -> Running {
        Running(
            log: self, language: language, text: text, requestID: requestID, start: clock.monotonicNanoseconds(),
            clock: clock)
    }

    private func note(_ language: Language, _ text: String, seconds: Double, _ more: Logger.Metadata) {
        guard seconds >= threshold else { return }
        let second = clock.now().millisecondsSince1970 / 1_000
        let suppressed: Int? = state.withLock { state in
            if state.second != second { (state.second, state.lines) = (second, 0) }
            guard state.lines < Limits.slowQueryLines else {
                state.suppressed += 1
                return nil
            }
            state.lines += 1
            defer { state.suppressed = 0 }
            return state.suppressed
        }
        guard let suppressed else { return }
        var metadata = more
        metadata["language"] = "\(language.rawValue)"
        metadata["query"] = "\(text)"
        metadata["duration_ms"] = "\((seconds * 1e6).rounded() / 1e3)"
        if suppressed > 0 { metadata["suppressed"] = "\(suppressed)" }
        write(metadata)
    }

    /// A query that is being evaluated.
    struct Running: Sendable {
        fileprivate let log: SlowQueryLog
        fileprivate let language: Language
        fileprivate let text: String
        fileprivate let requestID: String
        fileprivate let start: UInt64
        fileprivate let clock: ApplianceClock

        /// The query is done, or given up.
        func end() {
            let seconds = Double(clock.monotonicNanoseconds() &- start) / 1e9
            guard seconds >= log.threshold else { return }
            log.note(language, QueryMask.masked(text), seconds: seconds, ["request_id": "\(requestID)"])
        }
    }
}

/// Takes out of a query what may be private: texts that lines were searched for.
enum QueryMask {
    /// The query with each quoted text outside of braces replaced by `"…"`; what selectors compare labels with stays.
    static func masked(_ query: String) -> String {
        var masked = ""
        var depth = 0
        var quote: Character?
        var isEscaped = false
        for character in query {
            if let open = quote {
                if depth > 0 { masked.append(character) }
                if isEscaped {
                    isEscaped = false
                } else if character == "\\", open != "`" {
                    isEscaped = true
                } else if character == open {
                    quote = nil
                    if depth == 0 { masked += "…\"" }
                }
                continue
            }
            switch character {
            case "\"", "'", "`":
                quote = character
                masked.append(depth > 0 ? character : "\"")
            case "{":
                depth += 1
                masked.append(character)
            case "}":
                depth -= 1
                masked.append(character)
            default: masked.append(character)
            }
        }
        return masked
    }
}
