/// Links that work once: set-up of the first account, proof of an e-mail address, reset of a password.
///
/// There is one live token for each purpose and account, so the table grows no faster than the accounts. What a token
/// was issued for must still hold when it is used: a change of the address ends both tokens of an account, a change of
/// the password or disabling the account ends its reset.
enum Migration0008OneTimeTokens {
    static let sql = """
        CREATE TABLE one_time_tokens (
            token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
            purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'email_verification', 'password_reset')),
            user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
            issued_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL CHECK (expires_at > issued_at),
            CHECK ((purpose = 'setup') = (user_id IS NULL))
        ) STRICT, WITHOUT ROWID;

        CREATE UNIQUE INDEX one_time_tokens_one_each ON one_time_tokens (purpose, coalesce(user_id, 0));
        CREATE INDEX one_time_tokens_by_user ON one_time_tokens (user_id);
        CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);

        CREATE TRIGGER one_time_tokens_fixed BEFORE UPDATE ON one_time_tokens
        BEGIN SELECT RAISE(ABORT, 'a token is issued and used, never changed'); END;

        CREATE TRIGGER users_email_ends_tokens AFTER UPDATE OF email ON users WHEN NEW.email <> OLD.email
        BEGIN DELETE FROM one_time_tokens WHERE user_id = NEW.id; END;

        CREATE TRIGGER users_password_ends_resets AFTER UPDATE OF password_hash ON users
        WHEN NEW.password_hash IS NOT OLD.password_hash
        BEGIN DELETE FROM one_time_tokens WHERE user_id = NEW.id AND purpose = 'password_reset'; END;

        CREATE TRIGGER users_disabled_ends_tokens AFTER UPDATE OF is_disabled ON users WHEN NEW.is_disabled = 1
        BEGIN DELETE FROM one_time_tokens WHERE user_id = NEW.id; END;

        """
}
