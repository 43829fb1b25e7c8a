import Access
import JSONText
import Storage

extension JSONWriter {
    /// Writes a key as the API and `--json` show it, in full only where `issued` has just been made.
    mutating func apiKey(_ record: APIKeyRecord, issued: IssuedKey? = nil, lastUsedAt: Timestamp? = nil) {
        beginObject()
        key("id")
        number(record.id)
        if let issued { field("key", issued.key.secret.revealed) }
        field("name", record.name)
        field("last_four", record.lastFour)
        key("scopes")
        if let scopes = record.scopes { texts(scopes) } else { null() }
        time("expires_at", record.expiresAt)
        number("rate_limit_per_minute", record.limits.perMinute)
        number("daily_quota", record.limits.perDay)
        field("created_at", record.createdAt.rfc3339)
        time("last_used_at", lastUsedAt ?? record.lastUsedAt)
        time("revoked_at", record.revokedAt)
        key("replaced_by")
        if let id = record.replacedBy { number(id) } else { null() }
        time("grace_until", record.graceUntil)
        endObject()
    }

    private mutating func texts(_ values: [String]) {
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    private mutating func time(_ name: String, _ value: Timestamp?) {
        key(name)
        if let value { string(value.rfc3339) } else { null() }
    }

    private mutating func number(_ name: String, _ value: Int?) {
        key(name)
        if let value { number(value) } else { null() }
    }
}
