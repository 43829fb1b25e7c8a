/// `load.sql` and `check.sql`, for psql.
enum PostgresScripts {
    /// Loads everything or nothing.
    static func load(_ tables: [ExportedTable]) -> String {
        var sql = """
            -- Loads the export in one transaction, or nothing of it. Run it in this directory:
            --   psql -d DATABASE -f load.sql
            \\set ON_ERROR_STOP on
            \\encoding UTF8
            BEGIN;
            \\ir schema.sql

            """
        for table in tables {
            let columns = table.columns.map(Postgres.quoted).joined(separator: ", ")
            sql += """
                \\copy \(Postgres.table(table.name)) (\(columns)) FROM '\(table.file)' WITH (FORMAT text, ENCODING 'UTF8')

                """
        }
        for table in tables {
            guard let counter = table.counter else { continue }
            let last = max(counter.last, 1)
            let sequence = "pg_get_serial_sequence('\(Postgres.schema).\(table.name)', '\(counter.column)')"
            sql += "SELECT setval(\(sequence), \(last), \(counter.last > 0)) AS \"\(table.name)\";\n"
        }
        return sql + "COMMIT;\n\\ir check.sql\n"
    }

    /// Compares what PostgreSQL has with what was exported, and fails on any difference.
    static func check(_ tables: [ExportedTable]) -> String {
        begin + tables.map(compared).joined() + end
    }

    /// The numbers of a table, found in one pass over it.
    private static func compared(_ table: ExportedTable) -> String {
        let found = table.measures.enumerated().map { "    \($1.sql) AS m\($0)" }.joined(separator: ",\n")
        let pairs = table.measures.enumerated().map { index, measure in
            "    (\(Postgres.literal(measure.name)), \(measure.value)::numeric, found.m\(index)::numeric)"
        }
        return """

            INSERT INTO geoclimate_check (table_name, measure, exported, loaded)
            SELECT \(Postgres.literal(table.name)), pair.measure, pair.exported, pair.loaded FROM (SELECT
            \(found)
            FROM \(Postgres.table(table.name))) AS found, LATERAL (VALUES
            \(pairs.joined(separator: ",\n"))
            ) AS pair (measure, exported, loaded);

            """
    }

    private static let begin = """
        -- Compares every table with the numbers of the export, and raises an exception where one differs. It changes nothing.
        \\set ON_ERROR_STOP on
        BEGIN ISOLATION LEVEL REPEATABLE READ;
        CREATE FUNCTION pg_temp.geoclimate_number(bytea) RETURNS numeric LANGUAGE sql IMMUTABLE AS
            $$ SELECT ('x' || substr(encode(sha256($1), 'hex'), 1, 15))::bit(60)::bigint::numeric $$;
        CREATE TEMPORARY TABLE geoclimate_check (
            place integer GENERATED ALWAYS AS IDENTITY, table_name text, measure text, exported numeric, loaded numeric
        ) ON COMMIT DROP;

        """

    private static let end = """

        SELECT table_name AS "table", measure, exported, loaded,
            CASE WHEN exported IS NOT DISTINCT FROM loaded THEN 'same' ELSE 'DIFFERENT' END AS result
        FROM geoclimate_check ORDER BY place;
        DO $$
        DECLARE
            compared bigint;
            differing text;
        BEGIN
            SELECT count(*), string_agg(format('%s of %s is %s instead of %s', measure, table_name, loaded, exported), '; '
                ORDER BY place) FILTER (WHERE exported IS DISTINCT FROM loaded)
                INTO compared, differing FROM geoclimate_check;
            IF differing IS NOT NULL THEN
                RAISE EXCEPTION 'This is not what was exported: %.', differing;
            END IF;
            RAISE NOTICE '% numbers compared, all the same.', compared;
        END $$;
        ROLLBACK;

        """
}
