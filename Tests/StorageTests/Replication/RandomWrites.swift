import Foundation
import GRDB
import Support

/// One transaction, or one statement outside of them, that a seed chooses: rows of all sizes come, change and go.
struct RandomWrites {
    var generator: SplitMix64

    mutating func next() -> @Sendable (Database) throws -> Void {
        let seed = generator.next()
        return { database in
            var generator = SplitMix64(seed: seed)
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: try database.execute(sql: "VACUUM")
            case 1: _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum")
            case 2: try database.execute(sql: "DELETE FROM scratch")
            case 3:
                try? database.inTransaction(.immediate) {
                    try Self.rows(database, &generator, count: 30)
                    return .rollback
                }
            default:
                try database.inTransaction(.immediate) {
                    try Self.rows(database, &generator, count: Int.random(in: 1...40, using: &generator))
                    return .commit
                }
            }
        }
    }

    static func prepare(_ database: Database) throws {
        try database.execute(sql: "CREATE TABLE IF NOT EXISTS scratch(id INTEGER PRIMARY KEY, value BLOB)")
        try database.execute(sql: "CREATE INDEX IF NOT EXISTS scratch_value ON scratch(substr(value, 1, 20))")
    }

    private static func rows(_ database: Database, _ generator: inout SplitMix64, count: Int) throws {
        for _ in 0..<count {
            let id = Int.random(in: 0..<200, using: &generator)
            if Int.random(in: 0..<4, using: &generator) == 0 {
                try database.execute(sql: "DELETE FROM scratch WHERE id = ?", arguments: [id])
            } else {
                let size = Int.random(in: 0...(id % 20 == 0 ? 30_000 : 300), using: &generator)
                let byte = UInt8.random(in: 0...255, using: &generator)
                try database.execute(
                    sql: "INSERT OR REPLACE INTO scratch VALUES (?, ?)",
                    arguments: [id, Data(repeating: byte, count: size)])
            }
        }
    }
}
