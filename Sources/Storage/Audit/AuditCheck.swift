internal import AuditTree
internal import GRDB

/// The steps of a complete check of the audit log; each adds what it finds wrong.
struct AuditCheck {
    var notes: [String] = []
    private(set) var announcedKeys: [NoteVerifier] = []
    private var problems: [String] = []
    private var frontier = TreeFrontier()
    /// The roots that the entries had at the sizes asked for.
    private var roots: [Int: [UInt8]] = [:]
    /// Whether an entry is missing, so that nothing can be said of what stands behind it.
    private var hasGap = false
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// The checkpoints of the database; rows that hold none are a problem and left out.
    mutating func storedCheckpoints(_ database: Database) throws -> [StoredCheckpoint] {
        do { return try StoredCheckpoint.all(in: database) } catch let damage as DamagedRow {
            note("The database's checkpoints cannot be compared: \(damage.reason)")
            return []
        }
    }

    /// Hashes every entry and compares the hash, and those of the subtrees that it closes, with the stored ones.
    mutating func entries(_ database: Database, rootsAt sizes: Set<Int>) throws {
        roots[0] = TreeHash.emptyRoot
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM audit_log ORDER BY seq")
        while let row = try rows.next() {
            let number: Int64 = try row.decode(forColumn: "seq")
            let expected = Int64(frontier.size) + 1
            guard number == expected else {
                hasGap = true
                note("Entries \(expected) to \(number - 1) are missing: the log goes on with entry \(number)")
                return
            }
            let hash = entryHash(row, number)
            for node in frontier.append(leafHash: hash) {
                let stored = try AuditNodes.stored(at: node.position, in: database)
                guard stored != node.hash else { continue }
                if node.position.level == 0 {
                    note(
                        stored == nil
                            ? "Entry \(number) has no hash in the tree: it was added by another hand"
                            : "Entry \(number) is not the one that was recorded: its contents have another hash")
                } else if stored == nil {
                    note("The tree lacks the hash over the entries \(Self.span(node.position))")
                } else {
                    note("The tree's hash over the entries \(Self.span(node.position)) is not theirs")
                }
            }
            if sizes.contains(frontier.size) { roots[frontier.size] = frontier.root }
        }
    }

    /// Looks for hashes of entries that are not there.
    mutating func tree(_ database: Database) throws {
        guard !hasGap else { return }
        let size = frontier.size
        let leaves = try Int.fetchOne(database, sql: "SELECT max(position) + 1 FROM audit_tree WHERE level = 0") ?? 0
        if leaves > size {
            note(
                "The log ends with entry \(size), but the tree goes on to entry \(leaves): the entries between are gone"
            )
        } else if try Int.fetchOne(database, sql: "SELECT count(*) FROM audit_tree") != 2 * size - size.nonzeroBitCount
        {
            note("The tree has hashes that belong to no entry, or lacks some")
        }
    }

    /// Compares checkpoints with the roots of the log at their sizes.
    mutating func checkpoints(_ checkpoints: [StoredCheckpoint], from name: String, signedBy keys: [NoteVerifier]) {
        var lastGood = 0
        for stored in checkpoints.sorted(by: { $0.checkpoint.size < $1.checkpoint.size }) {
            let size = stored.checkpoint.size
            let which = "the checkpoint of \(stored.time) in \(name), over \(size) entries,"
            guard keys.contains(where: { $0.name == stored.checkpoint.origin && $0.verifies(stored.note) }) else {
                note("\(which.capitalisedFirst) is not signed with a key of this log")
                continue
            }
            if size > frontier.size {
                // With a gap, the entries behind it were not counted.
                guard !hasGap else { continue }
                note(
                    "The log has \(frontier.size) entries, fewer than \(which) says: it was cut off or replaced by an "
                        + "older copy")
            } else if roots[size] != stored.checkpoint.root {
                note(
                    "\(which.capitalisedFirst) was signed over other entries: between entry \(lastGood + 1) and entry "
                        + "\(size), one was changed, moved, replaced or taken away")
            } else {
                lastGood = size
            }
        }
    }

    /// Looks for checkpoints that the database should have: each was stored there before it went anywhere else.
    mutating func missing(_ checkpoints: [StoredCheckpoint], from name: String, among stored: [StoredCheckpoint]) {
        let notes = Set(stored.map(\.note))
        for checkpoint in checkpoints where checkpoint.checkpoint.size <= frontier.size {
            guard !notes.contains(checkpoint.note) else { continue }
            note(
                "The database lacks the checkpoint of \(checkpoint.time) over \(checkpoint.checkpoint.size) entries "
                    + "that \(name) has: it was taken away, or the database is an older copy that was written to since")
        }
    }

    func result(comparing checkpoints: [StoredCheckpoint]) -> AuditVerification {
        let newest = checkpoints.map(\.checkpoint.size).max() ?? 0
        return AuditVerification(
            size: frontier.size, root: frontier.root, checkpoints: Set(checkpoints.map(\.note)).count,
            unsigned: max(frontier.size - newest, 0), problems: problems, notes: notes)
    }

    /// The hash of a row's contents; that of nothing when they cannot be read, which no entry has.
    private mutating func entryHash(_ row: Row, _ number: Int64) -> [UInt8] {
        do {
            let entry = try AuditEntry(row)
            // The hash is over names and values, so that the text may not say something else to another reader.
            if try StoredJSON.text(of: entry.detail) != row.decode(String.self, forColumn: "detail") {
                note("Entry \(number) has details that are not written as they are recorded")
            }
            if entry.action == AuditAction.auditKeyCreated.rawValue,
                let key = entry.detail[AuditVerification.keyDetail].flatMap({ try? NoteVerifier($0) })
            {
                announcedKeys.append(key)
            }
            return entry.leaf.hash
        } catch {
            note("Entry \(number) cannot be read")
            return TreeHash.emptyRoot
        }
    }

    private mutating func note(_ problem: String) {
        if problems.count < limit { problems.append(problem + ".") }
    }

    private static func span(_ position: NodePosition) -> String {
        let first = position.index << position.level
        return "\(first + 1) to \(first + (1 << position.level))"
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
