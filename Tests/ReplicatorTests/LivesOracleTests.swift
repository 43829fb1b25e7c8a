import Foundation
import GRDB
import ReplicaLives
import Testing

/// A proof that cannot fail proves nothing: the oracle finds what is missing, too much or changed.
@Suite("The oracle of the lives")
struct LivesOracleTests {
    @Test(
        "A database that is not the state behind one transaction is found out",
        arguments: [
            "DELETE FROM ledger WHERE number = 3", "INSERT INTO ledger VALUES (1000, 1)",
            "UPDATE ledger SET checksum = checksum + 1 WHERE number = 5",
            "DELETE FROM cells WHERE id = (SELECT max(id) FROM cells)", "INSERT INTO cells VALUES (100000, x'00')",
            "UPDATE cells SET value = value || x'00' WHERE id = (SELECT max(id) FROM cells)", "DROP TABLE cells",
            "DROP TABLE ledger",
        ])
    func change(sql: String) async throws {
        let scratch = try Scratch()
        let source = try PlainDatabase(path: scratch.path + "/source.db")
        try await source.onReplicaWriter(Ledger.prepare)
        var ledger = Ledger(seed: 4)
        for _ in 0..<12 { try await ledger.write(to: source) }
        try source.pool.close()
        let path = try scratch.settled(source.path)
        #expect(try ledger.found(in: path, least: 12).number == 12)
        #expect(throws: LifeFailure.self) { try ledger.found(in: path, least: 13) }
        let queue = try DatabaseQueue(path: path)
        try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
        #expect(throws: LifeFailure.self) { try ledger.found(in: path, least: 1) }
    }

    @Test("An earlier state is known as what it is, and two files that differ in one byte are told apart")
    func prefix() async throws {
        let scratch = try Scratch()
        let source = try PlainDatabase(path: scratch.path + "/source.db", pageBytes: 512)
        try await source.onReplicaWriter(Ledger.prepare)
        var ledger = Ledger(seed: 9)
        for _ in 0..<6 { try await ledger.write(to: source) }
        try source.pool.close()
        let path = try scratch.settled(source.path)
        var later = ledger
        later.advance(to: 20)
        #expect(try later.found(in: path).number == 6)
        let other = scratch.path + "/other.db"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        try bytes.write(to: URL(fileURLWithPath: other))
        try Scratch.compare(path, with: other)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(fileURLWithPath: other))
        #expect(throws: LifeFailure.self) { try Scratch.compare(path, with: other) }
    }
}
