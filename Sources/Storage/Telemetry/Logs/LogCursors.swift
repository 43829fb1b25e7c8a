internal import Foundation
internal import GRDB

/// How far a source of lines has been read.
///
/// It is written in the same transaction as the lines before it, so that a restart neither loses nor doubles any.
public struct LogCursor: Sendable, Hashable {
    /// The source.
    public var name: String
    /// What its reader needs to go on, at most ``Limits/logCursorBytes``.
    public var position: [UInt8]

    /// A source and its place.
    public init(name: String, position: [UInt8]) {
        self.name = name
        self.position = position
    }
}

/// The cursors that are known, and which of them the database does not have yet.
struct LogCursors: Sendable {
    private(set) var positions: [String: [UInt8]] = [:]
    private var unsaved: Set<String> = []

    /// Takes what the database has.
    mutating func restore(_ cursor: LogCursor) { positions[cursor.name] = cursor.position }

    /// Moves a cursor; answers why not where there are as many as there may be, or it takes too much.
    mutating func set(_ cursor: LogCursor, _ limits: Limits) -> LogRefusal? {
        let bytes = max(cursor.position.count, cursor.name.utf8.count)
        guard bytes <= limits.logCursorBytes else { return .cursorTooLong(bytes: bytes, limit: limits.logCursorBytes) }
        guard positions[cursor.name] != nil || positions.count < limits.logCursors else {
            return .tooManyCursors(limit: limits.logCursors)
        }
        positions[cursor.name] = cursor.position
        unsaved.insert(cursor.name)
        return nil
    }

    /// Forgets a cursor.
    mutating func remove(_ name: String) {
        if positions.removeValue(forKey: name) != nil { unsaved.insert(name) }
    }

    /// What the next flush writes: nil stands for a cursor that is gone.
    mutating func beginFlush() -> [String: [UInt8]?] {
        defer { unsaved = [] }
        return Dictionary(uniqueKeysWithValues: unsaved.map { ($0, positions[$0]) })
    }

    /// Has them written once more, because the flush failed.
    mutating func saveAgain(_ names: some Sequence<String>) { unsaved.formUnion(names) }

    static func write(_ cursors: [String: [UInt8]?], _ database: Database) throws {
        for (name, position) in cursors {
            if let position {
                try database.cachedStatement(
                    sql: "INSERT OR REPLACE INTO log_cursors (name, position) VALUES (?, ?)"
                ).execute(arguments: [name, Data(position)])
            } else {
                try database.execute(sql: "DELETE FROM log_cursors WHERE name = ?", arguments: [name])
            }
        }
    }

    static func read(_ database: Database) throws -> LogCursors {
        var cursors = LogCursors()
        for row in try Row.fetchAll(database, sql: "SELECT name, position FROM log_cursors") {
            cursors.restore(
                LogCursor(name: try row.decode(String.self, forColumn: "name"), position: try row.bytes("position")))
        }
        return cursors
    }
}
