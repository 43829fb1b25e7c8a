internal import Foundation
package import GRDB
internal import Support

/// The logical oracle: transactions with numbers that a seed chooses, and what the database holds behind each.
///
/// Each transaction changes rows of all sizes and appends its number to a log, with a checksum of everything so far. So
/// a restored database has to be the state behind one number, exactly, and says which.
package struct Ledger: Sendable {
    private struct Row: Hashable {
        var seed: UInt64
        var bytes: Int
    }

    private enum Change {
        case put(id: Int, Row)
        case remove(id: Int)
    }

    /// The transactions that are in it.
    package private(set) var number = 0
    private var branches: [(after: Int, seed: UInt64)]
    private var rows: [Int: Row] = [:]
    private var checksums: [UInt64] = []

    /// Before the first transaction.
    package init(seed: UInt64) { branches = [(0, seed)] }

    /// Goes on with other transactions than those that its seed would choose, as a second writer does.
    package mutating func branch(seed: UInt64) { branches.append((number, seed)) }

    /// Makes the tables, where they are missing.
    package static func prepare(_ database: Database) throws {
        try database.execute(sql: "CREATE TABLE IF NOT EXISTS ledger(number INTEGER PRIMARY KEY, checksum INTEGER)")
        try database.execute(sql: "CREATE TABLE IF NOT EXISTS cells(id INTEGER PRIMARY KEY, value BLOB)")
        try database.execute(sql: "CREATE INDEX IF NOT EXISTS cells_value ON cells(substr(value, 1, 20))")
    }

    /// The last transaction that a database has; 0 for one without tables.
    package static func number(in database: Database) throws -> Int {
        guard try database.tableExists("ledger") else { return 0 }
        return try Int.fetchOne(database, sql: "SELECT max(number) FROM ledger") ?? 0
    }

    /// Writes the next transaction, and now and then tidies the file before it.
    package mutating func write(to source: PlainDatabase) async throws {
        var next = self
        let (changes, tidying) = next.step()
        let (number, checksum) = (next.number, Int64(bitPattern: next.checksums.last ?? 0))
        try await source.onReplicaWriter { database in
            if let tidying { _ = try GRDB.Row.fetchAll(database, sql: tidying) }
            try database.inTransaction(.immediate) {
                for change in changes {
                    switch change {
                    case .put(let id, let row):
                        try database.execute(
                            sql: "INSERT OR REPLACE INTO cells VALUES (?, ?)", arguments: [id, Self.value(of: row)])
                    case .remove(let id): try database.execute(sql: "DELETE FROM cells WHERE id = ?", arguments: [id])
                    }
                }
                try database.execute(sql: "INSERT INTO ledger VALUES (?, ?)", arguments: [number, checksum])
                return .commit
            }
        }
        self = next
    }

    /// Goes on to a later transaction without a database.
    package mutating func advance(to number: Int) {
        while self.number < number { _ = step() }
    }

    /// The state of a database file that must be one of this history, from `least` on; it throws ``LifeFailure``.
    package func found(in path: String, least: Int = 0) throws -> Ledger {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { database in
            let number = try Self.number(in: database)
            try demand(number >= least, "\(path) ends with transaction \(number), and \(least) was acknowledged")
            var ledger = self
            if number < ledger.number {
                // Only a history without a second writer can be told again from its beginning.
                ledger = Ledger(seed: branches[0].seed)
                ledger.branches = branches
            }
            ledger.advance(to: number)
            try ledger.compare(with: database, path)
            return ledger
        }
    }

    // MARK: -

    private mutating func step() -> (changes: [Change], tidying: String?) {
        number += 1
        let seed = branches.last { $0.after < number }?.seed ?? 0
        var generator = SplitMix64(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
        var tidying: String?
        switch Int.random(in: 0..<24, using: &generator) {
        case 0: tidying = "VACUUM"
        case 1, 2: tidying = "PRAGMA incremental_vacuum"
        default: break
        }
        var changes: [Change] = []
        if Int.random(in: 0..<20, using: &generator) == 0 {
            changes = rows.keys.sorted().map { .remove(id: $0) }
        } else {
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let id = Int.random(in: 0..<150, using: &generator)
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    changes.append(.remove(id: id))
                } else {
                    let bytes = Int.random(in: 0...(id % 20 == 0 ? 20_000 : 300), using: &generator)
                    changes.append(.put(id: id, Row(seed: generator.next(), bytes: bytes)))
                }
            }
        }
        var sum = Self.mixed((checksums.last ?? seed) ^ UInt64(number))
        for change in changes {
            switch change {
            case .put(let id, let row):
                rows[id] = row
                sum = Self.mixed(sum ^ row.seed &+ UInt64(id) &+ UInt64(row.bytes) << 32)
            case .remove(let id):
                rows[id] = nil
                sum = Self.mixed(sum &+ UInt64(id))
            }
        }
        checksums.append(sum)
        return (changes, tidying)
    }

    private func compare(with database: Database, _ path: String) throws {
        guard try database.tableExists("ledger") else {
            return try demand(number == 0, "\(path) has no ledger")
        }
        let log = try GRDB.Row.fetchAll(database, sql: "SELECT number, checksum FROM ledger ORDER BY number")
        let sums = log.map { UInt64(bitPattern: $0["checksum"] as Int64) }
        try demand(
            log.map { $0["number"] as Int } == Array(1..<(number + 1)) && sums == checksums,
            "the log of \(path) is not that of transactions 1 to \(number)")
        guard try database.tableExists("cells") else {
            return try demand(rows.isEmpty, "\(path) has no cells")
        }
        let cells = try GRDB.Row.fetchAll(database, sql: "SELECT id, value FROM cells ORDER BY id")
        try demand(
            cells.map { $0["id"] as Int } == rows.keys.sorted(),
            "the rows of \(path) are not those behind transaction \(number)")
        for cell in cells {
            let id = cell["id"] as Int
            let expected = rows[id].map { Self.value(of: $0) }
            try demand(
                cell["value"] as Data == expected, "row \(id) of \(path) is not that behind transaction \(number)")
        }
    }

    private static func mixed(_ bits: UInt64) -> UInt64 {
        var generator = SplitMix64(seed: bits)
        return generator.next()
    }

    private static func value(of row: Row) -> Data {
        // A part is random and the rest repeats, as real rows do.
        var generator = SplitMix64(seed: row.seed)
        var bytes = Data(repeating: UInt8(truncatingIfNeeded: row.seed), count: row.bytes)
        for index in 0..<min(64, row.bytes) { bytes[index] = UInt8(truncatingIfNeeded: generator.next()) }
        return bytes
    }
}
