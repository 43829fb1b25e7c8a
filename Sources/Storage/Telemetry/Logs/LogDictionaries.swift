internal import GRDB
internal import LogBlocks
internal import Synchronization

/// The dictionaries of the database, each prepared once.
final class LogDictionaries: Sendable {
    private let database: TelemetryDatabase
    private let known = Mutex<[UInt32: LogDictionary]>([:])

    init(database: TelemetryDatabase) {
        self.database = database
    }

    /// The dictionary that a segment names; nil where the database does not have it or it is damaged.
    func dictionary(_ id: UInt32?) throws -> LogDictionary? {
        guard let id else { return nil }
        if let dictionary = known.withLock({ $0[id] }) { return dictionary }
        let row = try database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT level, content FROM log_dictionaries WHERE id = ?", arguments: [Int64(id)])
        }
        guard let row, let content = try? row.bytes("content"),
            let level = try? row.decode(Int32.self, forColumn: "level"),
            let dictionary = try? LogDictionary(id: id, content: content, level: level)
        else { return nil }
        add(dictionary)
        return dictionary
    }

    func add(_ dictionary: LogDictionary) {
        known.withLock { $0[dictionary.id] = dictionary }
    }

    func forget(_ ids: [UInt32]) {
        known.withLock { known in for id in ids { known[id] = nil } }
    }
}
