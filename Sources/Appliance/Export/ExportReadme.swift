/// `README.md` of an export.
enum ExportReadme {
    static let text = """
        # What a GeoClimate appliance knew, for PostgreSQL

        **Keep this directory as secret as the appliance.** It has password hashes, hashes of API keys and the secrets of
        second factors.

        ## Load it

        PostgreSQL 14 or newer, a database of the encoding UTF8, and the right to make a schema in it. In this directory:

            createdb --template=template0 --encoding=UTF8 geoclimate
            psql -d geoclimate -f load.sql

        Everything goes into the schema `geoclimate`, in one transaction: there is all of it or nothing. A database that has
        the schema already is refused. At the end `check.sql` compares every table with the numbers of the export: rows,
        sums, lengths, and a number made of every value of every row. It prints what it compared, raises an exception where
        anything differs, and changes nothing. Run it again whenever you like, until something has been written:

            psql -d geoclimate -f check.sql

        Then remove the directory, or keep it where the backups are.

        ## What is here

        | file | what it is |
        |---|---|
        | `schema.sql` | tables, keys, checks and comments |
        | `data/TABLE.copy` | the rows, as text for PostgreSQL's COPY |
        | `load.sql`, `check.sql` | see above |
        | `models/NAME/vN/` | the file of each model as it was imported, and `metadata.json` |
        | `manifest.json` | counts and sums of each table, SHA-256 of each file |

        - **Passwords move along.** `users.password_hash` has `$scrypt$ln=…,r=…,p=…$SALT$HASH` (RFC 7914; salt and hash in
          Base64) or bcrypt's `$2b$…`. Both say all that it takes to check a password; nobody needs a new one.
        - **API keys move along.** `api_keys.digest` is the SHA-256 of the key's 40 characters: the keys that people have go
          on working where they are looked up by it.
        - **Second factors move along.** `users.totp_secret` is the key of RFC 6238 (SHA-1, six digits, 30 seconds);
          `recovery_codes` has the SHA-256 of each code.
        - **Limits** are in `tiers` as the settings had them. Keys have their own beside them.
        - **The audit log** comes with its tree and its signed checkpoints, so it can still be proved.
        - Numbers of rows are never given out again: the sequences go on behind the last number of the appliance, also where
          its row is gone.
        - Columns of type `json` have the text as it was stored. Cast them to `jsonb` to search in them.

        ## What is not here, and why

        - **Sessions** (refresh tokens, the keys that sign access tokens): they belong to the program that gave them out.
          Everybody logs in once more.
        - **Links by mail** that were not used yet: they name the appliance. Ask for new ones.
        - **Leases of allowance and failed logins**: they belong to a running process and its clock. Limits begin anew; what
          was used is in `usage_days`.
        - **The key that signs the audit log** (`audit.key`): with it in two places, two logs could have one name. Its public
          half checks the old checkpoints; see `geoclimate audit key`.
        - **Settings, TLS keys, mail passwords**: they are in files and systemd credentials of the machine.
        - **Metrics and logs** are sent where `--metrics-url` and `--logs-url` say, or not at all; `manifest.json` says what was
          sent. Roll-ups and traces are not: of what is older than raw samples are kept, only roll-ups are left.
        - **Triggers**: that the audit log and the history are only appended to, and that a version never comes back, is up to
          whoever writes from now on.

        """
}
