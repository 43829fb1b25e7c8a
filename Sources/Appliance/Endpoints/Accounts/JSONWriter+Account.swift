import JSONText
import Storage

extension JSONWriter {
    /// Writes an account as the API and `--json` show it.
    mutating func account(_ account: Account) {
        beginObject()
        key("id")
        number(account.id)
        field("username", account.username)
        field("email", account.email)
        field("full_name", account.fullName)
        field("tier", account.tier)
        strings("roles", account.roles)
        strings("permissions", account.permissions)
        key("is_active")
        bool(!account.isDisabled)
        key("email_verified")
        bool(account.emailVerifiedAt != nil)
        key("totp_enabled")
        bool(account.hasSecondFactor)
        field("created_at", account.createdAt.rfc3339)
        key("last_login_at")
        if let time = account.lastLoginAt { string(time.rfc3339) } else { null() }
        endObject()
    }

    /// Writes a member whose value is a list of texts.
    mutating func strings(_ name: String, _ values: [String]) {
        key(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }
}
