public import AuditTree
internal import GRDB

/// Something to be proved of the audit log's tree.
public enum AuditProofRequest: Sendable, Hashable {
    /// That an entry is in the tree of the first `size` entries; nil stands for all there are.
    case inclusion(entry: Int64, size: Int?)

    /// That the tree of the first `newSize` entries begins with that of the first `oldSize`.
    case consistency(oldSize: Int, newSize: Int)
}

/// A proof that was asked for.
public enum AuditProof: Sendable, Hashable {
    /// The entry and where it stands in the tree.
    case inclusion(AuditEntry, InclusionProof)

    /// The hashes that connect two trees.
    case consistency(ConsistencyProof)
}

/// What the audit log is at a moment: a page of it, its tree, and what was asked to be proved, all of one moment.
public struct AuditTreeState: Sendable, Hashable {
    /// The entries that the query found.
    public let page: AuditPage

    /// Entries in the log.
    public let size: Int

    /// The root over all of them.
    public let root: [UInt8]

    /// The newest signed checkpoint; nil when none was ever made.
    public let checkpoint: SignedNote?

    /// The proofs, in the order of the requests; nil for what cannot be proved because it is not so.
    public let proofs: [AuditProof?]
}

extension AuditLog {
    /// A page of the log, its tree and proofs, read in one transaction; it throws ``StorageError``.
    public func state(
        _ query: AuditQuery = AuditQuery(limit: 0), proving requests: [AuditProofRequest] = []
    ) async throws -> AuditTreeState {
        let limit = min(max(query.limit, 0), database.limits.auditEntries)
        return try await database.read { database in
            let size = Int(try Self.size(in: database))
            return AuditTreeState(
                page: try Self.page(query, limit: limit, in: database), size: size,
                root: try Self.root(size: size, in: database),
                checkpoint: try StoredCheckpoint.newest(in: database)?.note,
                proofs: try requests.map { try Self.proof($0, size: size, in: database) })
        }
    }

    static func root(size: Int, in database: Database) throws -> [UInt8] {
        try MerkleTree.root(size: size) { try AuditNodes.hash(at: $0, in: database) }
    }

    private static func proof(
        _ request: AuditProofRequest, size: Int, in database: Database
    ) throws -> AuditProof? {
        switch request {
        case .inclusion(let number, let wanted):
            let treeSize = wanted ?? size
            guard treeSize <= size, number >= 1, number <= Int64(treeSize),
                let row = try Row.fetchOne(database, sql: "SELECT * FROM audit_log WHERE seq = ?", arguments: [number]),
                let proof = try MerkleTree.inclusionProof(
                    of: Int(number) - 1, size: treeSize, { try AuditNodes.hash(at: $0, in: database) })
            else { return nil }
            return .inclusion(try AuditEntry(row), proof)
        case .consistency(let oldSize, let newSize):
            guard newSize <= size else { return nil }
            return try MerkleTree.consistencyProof(from: oldSize, to: newSize) {
                try AuditNodes.hash(at: $0, in: database)
            }.map(AuditProof.consistency)
        }
    }
}
