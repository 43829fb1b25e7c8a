internal import AuditTree
internal import Foundation
internal import GRDB

/// The log of every change of security state and of every refused attempt.
///
/// It is a Merkle tree: nobody can change, move or take away an entry without a checkpoint of before telling so.
public struct AuditLog: Sendable {
    let database: ApplianceDatabase

    /// The log inside an open database.
    public init(database: ApplianceDatabase) {
        self.database = database
    }

    /// Appends events that no other change goes with, such as refused attempts, in one transaction.
    ///
    /// It throws ``StorageError``, and then none of them is in the log.
    public func append(_ events: [AuditEvent]) async throws {
        guard !events.isEmpty else { return }
        try await database.write { database in
            for event in events { try Self.append(event, in: database) }
        }
    }

    /// Appends an event within the transaction of the change that it tells of.
    ///
    /// When it cannot be written, the transaction must not be committed: the change does not happen then, and the
    /// caller gets ``StorageError/auditUnwritable(path:reason:)``.
    static func append(_ event: AuditEvent, in database: Database) throws {
        do {
            let entry = AuditEntry(
                number: try size(in: database) + 1, event: event.bounded(Limits.standard))
            try entry.insert(database)
            let nodes = try MerkleTree.nodes(appending: entry.leaf.hash, at: Int(entry.number) - 1) { position in
                try AuditNodes.hash(at: position, in: database)
            }
            for node in nodes { try AuditNodes.insert(node, into: database) }
        } catch let error as DatabaseError {
            throw AuditNotWritten(reason: error.message ?? "no reason given")
        } catch let error as DamagedRow {
            throw AuditNotWritten(reason: error.reason)
        }
    }

    /// Entries of the log, which are numbered from 1 without gaps.
    static func size(in database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT max(seq) FROM audit_log") ?? 0
    }
}

/// The log did not take an entry, so the change that it tells of must not happen.
struct AuditNotWritten: Error {
    let reason: String
}

/// The stored hashes of the tree.
enum AuditNodes {
    static func hash(at position: NodePosition, in database: Database) throws -> [UInt8] {
        guard let hash = try stored(at: position, in: database) else {
            throw DamagedRow(
                reason: "the audit log's tree lacks the hash of level \(position.level), position \(position.index)")
        }
        return hash
    }

    static func stored(at position: NodePosition, in database: Database) throws -> [UInt8]? {
        let statement = try database.cachedStatement(
            sql: "SELECT hash FROM audit_tree WHERE level = ? AND position = ?")
        return try Data.fetchOne(statement, arguments: [position.level, position.index]).map(Array.init)
    }

    static func insert(_ node: TreeNode, into database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO audit_tree (level, position, hash) VALUES (?, ?, ?)")
        try statement.execute(arguments: [node.position.level, node.position.index, node.hash.databaseBlob])
    }
}
