/// What users and keys may have spent of their allowance, at the worst.
///
/// There is no reference to users or keys: what was spent stays spent when its owner is deleted.
enum Migration0006Leases {
    static let sql = """
        CREATE TABLE limit_leases (
            kind TEXT NOT NULL CHECK (kind IN ('user', 'key')),
            id INTEGER NOT NULL,
            owner_id INTEGER NOT NULL,
            day INTEGER NOT NULL CHECK (day BETWEEN 0 AND 65535),
            leased INTEGER NOT NULL CHECK (leased BETWEEN 0 AND 4294967295),
            arrival_wall INTEGER NOT NULL,
            arrival_boot INTEGER NOT NULL,
            debt INTEGER NOT NULL CHECK (debt >= 0),
            refill INTEGER NOT NULL CHECK (refill >= 0),
            PRIMARY KEY (kind, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE limit_clock (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            day INTEGER NOT NULL CHECK (day BETWEEN 0 AND 65535),
            boot_id TEXT NOT NULL
        ) STRICT;

        INSERT INTO limit_clock VALUES (1, 0, '');

        CREATE TRIGGER limit_clock_goes_on BEFORE UPDATE OF day ON limit_clock WHEN NEW.day < OLD.day
        BEGIN SELECT RAISE(ABORT, 'a day that was spent on does not come back'); END;

        CREATE TRIGGER limit_clock_stays BEFORE DELETE ON limit_clock
        BEGIN SELECT RAISE(ABORT, 'the last day that was spent on is kept'); END;

        """
}
