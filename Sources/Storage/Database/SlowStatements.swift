internal import GRDB

/// A statement that took long.
public struct SlowStatement: Sendable, Hashable {
    /// The name of the database's file.
    public var database: String
    /// Its text as it was prepared: bound values are not part of it.
    public var text: String
    /// From its first step to its last, the reading of its rows included.
    public var seconds: Double

    /// Puts one together.
    public init(database: String, text: String, seconds: Double) {
        self.database = database
        self.text = text
        self.seconds = seconds
    }
}

/// Tells of statements that take long, on every connection of the databases that are opened with it.
public struct SlowStatementWatch: Sendable {
    /// Seconds from which on a statement is told of.
    public let threshold: Double
    private let report: @Sendable (SlowStatement) -> Void

    /// `report` is called on the connection's thread and must return at once.
    public init(threshold: Double, report: @escaping @Sendable (SlowStatement) -> Void) {
        self.threshold = threshold
        self.report = report
    }

    /// Watches a connection.
    func watch(_ database: Database, name: String, isTelemetry: Bool, limits: Limits) {
        database.trace(options: .profile) { [threshold, report] event in
            guard case .profile(let statement, let duration) = event, duration >= threshold else { return }
            let text = Self.text(statement.sql, limit: limits.slowStatementBytes)
            if isTelemetry, Self.isLogging(text) { return }
            report(SlowStatement(database: name, text: text, seconds: duration))
        }
    }

    /// Whether a statement of telemetry may be the storing of log lines, whose own lines would never end.
    ///
    /// Whose transaction is being committed cannot be told, so no commit is told of there.
    static func isLogging(_ text: String) -> Bool {
        text.contains("log_") || ["COMMIT", "BEGIN", "ROLLBACK", "PRAGMA", "RELEASE"].contains { text.hasPrefix($0) }
    }

    /// The text on one line, cut to so many bytes.
    static func text(_ sql: String, limit: Int) -> String {
        let words = sql.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }.joined(separator: " ")
        guard words.utf8.count > limit else { return words }
        var cut = ""
        for character in words {
            guard cut.utf8.count + character.utf8.count <= limit else { break }
            cut.append(character)
        }
        return cut
    }
}
