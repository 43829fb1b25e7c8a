/// The registry of models: names, models, their bytes, their history, and a number that says that something changed.
///
/// The schema holds the invariants, so that neither a mistake in this program nor a hand with the SQLite shell breaks
/// one. The columns of JSON are checked by their brackets only: SQLite 3.40 does not let a schema call its JSON functions
/// while `trusted_schema` is off. The consistency check looks inside them. `docs/schema.md` explains the tables to whoever looks at them.
enum Migration0001Models {
    static let sql = names + blobs + models + history + revision

    private static let names = """
        CREATE TABLE model_names (
            model_name TEXT NOT NULL PRIMARY KEY
                CHECK (length(model_name) BETWEEN 1 AND 128 AND model_name NOT GLOB '*[^A-Za-z0-9._-]*'
                    AND model_name NOT GLOB '.*'),
            last_version INTEGER NOT NULL CHECK (last_version >= 1)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER model_names_count_up BEFORE UPDATE ON model_names
        WHEN NEW.model_name <> OLD.model_name OR NEW.last_version <= OLD.last_version
        BEGIN SELECT RAISE(ABORT, 'a version is never given out twice'); END;

        CREATE TRIGGER model_names_stay BEFORE DELETE ON model_names
        BEGIN SELECT RAISE(ABORT, 'a name keeps its last version'); END;

        """

    private static let blobs = """
        CREATE TABLE model_blobs (
            sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
            size_bytes INTEGER NOT NULL CHECK (size_bytes >= 1),
            zstd BLOB NOT NULL
        ) STRICT;

        -- Size and frame may be repaired: SHA-256 says what the bytes are, and each load checks them against it.
        CREATE TRIGGER model_blobs_fixed BEFORE UPDATE OF sha256 ON model_blobs
        BEGIN SELECT RAISE(ABORT, 'the bytes of a model never change'); END;

        """

    private static let models = """
        CREATE TABLE models (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            model_id TEXT NOT NULL UNIQUE CHECK (length(model_id) = 36),
            model_name TEXT NOT NULL REFERENCES model_names (model_name),
            version INTEGER NOT NULL CHECK (version >= 1),
            model_type TEXT NOT NULL CHECK (length(model_type) >= 1),
            task_type TEXT NOT NULL CHECK (length(task_type) >= 1),
            stage TEXT NOT NULL CHECK (stage IN ('dev', 'staging', 'production')),
            metrics TEXT NOT NULL CHECK (metrics GLOB '{*}'),
            created_at INTEGER NOT NULL,
            created_by TEXT NOT NULL CHECK (length(created_by) >= 1),
            feature_columns TEXT NOT NULL CHECK (feature_columns GLOB '[[]*]'),
            hyperparameters TEXT NOT NULL CHECK (hyperparameters GLOB '{*}'),
            tags TEXT NOT NULL CHECK (tags GLOB '{*}'),
            description TEXT NOT NULL,
            sha256 TEXT NOT NULL REFERENCES model_blobs (sha256),
            UNIQUE (model_name, version)
        ) STRICT;

        CREATE UNIQUE INDEX models_one_production ON models (model_name) WHERE stage = 'production';
        CREATE INDEX models_by_stage ON models (stage);
        CREATE INDEX models_by_sha256 ON models (sha256);

        CREATE TRIGGER models_next_version BEFORE INSERT ON models
        WHEN NEW.version IS NOT (SELECT last_version FROM model_names WHERE model_name = NEW.model_name)
        BEGIN SELECT RAISE(ABORT, 'a new model takes the next version of its name'); END;

        CREATE TRIGGER models_fixed BEFORE UPDATE OF sequence, model_id, model_name, version, model_type, task_type,
            metrics, created_at, created_by, feature_columns, hyperparameters, tags, description, sha256 ON models
        BEGIN SELECT RAISE(ABORT, 'only the stage of a model changes'); END;

        CREATE TRIGGER models_production_stays BEFORE DELETE ON models WHEN OLD.stage = 'production'
        BEGIN SELECT RAISE(ABORT, 'a production model is not deleted'); END;

        CREATE TRIGGER models_take_bytes_along AFTER DELETE ON models
        BEGIN
            DELETE FROM model_blobs WHERE sha256 = OLD.sha256
                AND NOT EXISTS (SELECT 1 FROM models WHERE sha256 = OLD.sha256);
        END;

        """

    private static let history = """
        CREATE TABLE model_history (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            model_id TEXT NOT NULL CHECK (length(model_id) = 36),
            model_name TEXT NOT NULL REFERENCES model_names (model_name),
            version INTEGER NOT NULL CHECK (version >= 1),
            from_stage TEXT CHECK (from_stage IN ('dev', 'staging', 'production')),
            to_stage TEXT CHECK (to_stage IN ('dev', 'staging', 'production')),
            cause TEXT NOT NULL CHECK (cause IN ('registered', 'promoted', 'demoted', 'rolled_back', 'deleted')),
            changed_by TEXT NOT NULL CHECK (length(changed_by) >= 1),
            changed_at INTEGER NOT NULL,
            CHECK ((from_stage IS NULL) = (cause = 'registered')),
            CHECK ((to_stage IS NULL) = (cause = 'deleted')),
            CHECK (from_stage IS NOT to_stage),
            CHECK (cause <> 'rolled_back' OR to_stage = 'production'),
            CHECK (cause <> 'demoted' OR from_stage = 'production')
        ) STRICT;

        CREATE INDEX model_history_by_name ON model_history (model_name, id);
        CREATE INDEX model_history_by_model ON model_history (model_id, id);

        CREATE TRIGGER model_history_fixed BEFORE UPDATE ON model_history
        BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;

        CREATE TRIGGER model_history_stays BEFORE DELETE ON model_history
        BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;

        """

    private static let revision = """
        CREATE TABLE registry_revision (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            revision INTEGER NOT NULL
        ) STRICT;

        INSERT INTO registry_revision (id, revision) VALUES (1, 0);

        CREATE TRIGGER models_inserted AFTER INSERT ON models
        BEGIN UPDATE registry_revision SET revision = revision + 1; END;

        CREATE TRIGGER models_updated AFTER UPDATE ON models
        BEGIN UPDATE registry_revision SET revision = revision + 1; END;

        CREATE TRIGGER models_deleted AFTER DELETE ON models
        BEGIN UPDATE registry_revision SET revision = revision + 1; END;
        """
}
