/// The audit log with its Merkle tree and checkpoints, and a number that says that somebody's rights changed.
///
/// The tree holds one hash for each complete subtree, which never changes once it is there (RFC 9162, section 2.1):
/// level 0 has the hashes of the entries, at position `seq - 1`.
enum Migration0002Audit {
    static let sql = tables + ["audit_log", "audit_tree", "audit_checkpoints"].map(fixed).joined() + revision

    private static let tables = """
        CREATE TABLE audit_log (
            seq INTEGER PRIMARY KEY CHECK (seq >= 1),
            at INTEGER NOT NULL,
            actor TEXT NOT NULL CHECK (length(actor) >= 1),
            action TEXT NOT NULL CHECK (length(action) >= 1),
            subject TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
            detail TEXT NOT NULL CHECK (detail GLOB '{*}'),
            address TEXT,
            request_id TEXT
        ) STRICT;

        CREATE TRIGGER audit_log_counts BEFORE INSERT ON audit_log
        WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_log)
        BEGIN SELECT RAISE(ABORT, 'the audit log has no gaps'); END;

        CREATE TABLE audit_tree (
            level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 62),
            position INTEGER NOT NULL CHECK (position >= 0),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (level, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE audit_checkpoints (
            size INTEGER PRIMARY KEY CHECK (size >= 1),
            at INTEGER NOT NULL,
            note TEXT NOT NULL CHECK (length(note) >= 1)
        ) STRICT;


        """

    private static func fixed(_ table: String) -> String {
        """
        CREATE TRIGGER \(table)_fixed BEFORE UPDATE ON \(table)
        BEGIN SELECT RAISE(ABORT, 'the audit log is only ever appended to'); END;

        CREATE TRIGGER \(table)_stays BEFORE DELETE ON \(table)
        BEGIN SELECT RAISE(ABORT, 'the audit log is only ever appended to'); END;


        """
    }

    private static let revision = """
        CREATE TABLE security_revision (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            revision INTEGER NOT NULL CHECK (revision >= 0)
        ) STRICT;

        INSERT INTO security_revision VALUES (1, 0);

        """
}
