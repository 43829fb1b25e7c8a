/// The audit log, and a number that says that somebody's rights changed.
enum Migration0002Audit {
    static let sql = """
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

        CREATE TRIGGER audit_log_fixed BEFORE UPDATE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is only ever appended to'); END;

        CREATE TRIGGER audit_log_stays BEFORE DELETE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is only ever appended to'); END;

        CREATE TABLE security_revision (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            revision INTEGER NOT NULL CHECK (revision >= 0)
        ) STRICT;

        INSERT INTO security_revision VALUES (1, 0);

        """
}
