internal import AuditTree
internal import GRDB

/// A signed checkpoint, taken apart.
struct StoredCheckpoint: Sendable, Hashable {
    let note: SignedNote
    let checkpoint: Checkpoint

    init(_ note: SignedNote) throws(NoteError) {
        self.note = note
        checkpoint = try Checkpoint(text: note.text)
    }

    /// When it says that it was made; empty when it does not say.
    var time: String { checkpoint.extensions.first ?? "" }

    static func newest(in database: Database) throws -> StoredCheckpoint? {
        try all(in: database, "ORDER BY size DESC LIMIT 1").first
    }

    /// The rows that hold no checkpoint are damaged.
    static func all(in database: Database, _ rest: String = "ORDER BY size") throws -> [StoredCheckpoint] {
        try Row.fetchAll(database, sql: "SELECT size, note FROM audit_checkpoints \(rest)").map { row in
            let size: Int = try row.decode(forColumn: "size")
            do {
                let stored = try StoredCheckpoint(try SignedNote(try row.decode(forColumn: "note")))
                guard stored.checkpoint.size == size else {
                    throw NoteError.notACheckpoint(reason: "it is of \(stored.checkpoint.size) entries")
                }
                return stored
            } catch let error as NoteError {
                throw DamagedRow(reason: "the stored checkpoint of \(size) entries cannot be read: \(error)")
            }
        }
    }

    func insert(_ database: Database, at time: Timestamp) throws {
        try database.execute(
            sql: "INSERT INTO audit_checkpoints (size, at, note) VALUES (?, ?, ?)",
            arguments: [checkpoint.size, time.millisecondsSince1970, "\(note)"])
    }
}
