internal import GRDB

extension APIKeyStore {
    /// Takes a key back, at once and for good.
    ///
    /// Revoking a key that is revoked already changes nothing. It throws ``APIKeyError/notFound(id:)``.
    public func revoke(_ id: Int64, ofUser user: Int64?, origin: ChangeOrigin) async throws {
        try await database.write { database in
            let key = try Self.key(id, ofUser: user, in: database)
            guard key.revokedAt == nil else { return }
            try database.execute(
                sql: "UPDATE api_keys SET revoked_at = ? WHERE id = ?",
                arguments: [origin.at.millisecondsSince1970, id])
            try AuditLog.append(
                AuditEvent(.keyRevoked, subject: "key:\(id)", detail: key.auditDetail, origin: origin), in: database)
        }
    }

    /// Makes a key with the name, scopes, expiry and limits of another, which goes on working until `graceUntil`.
    ///
    /// It throws ``APIKeyError/notFound(id:)``, ``APIKeyError/notRotatable(id:reason:)`` for a key that does not work
    /// or has been rotated already, and ``APIKeyError/tooMany(limit:)`` where the user would have more than
    /// ``Limits/workingAPIKeysPerUser``: each successor can be rotated in its turn, while those before it go on working.
    public func rotate(
        _ id: Int64, ofUser user: Int64?, to print: APIKeyPrint, graceUntil: Timestamp, origin: ChangeOrigin
    ) async throws -> APIKeyRecord {
        let limits = database.limits
        return try await database.write { database in
            let old = try Self.key(id, ofUser: user, in: database)
            if let reason = old.reasonAgainstRotation(at: origin.at) {
                throw APIKeyError.notRotatable(id: id, reason: reason)
            }
            try Self.makeRoom(forUser: old.userID, at: origin.at, limits: limits, in: database)
            let key = NewAPIKey(
                name: old.name, print: print, scopes: old.scopes, expiresAt: old.expiresAt, limits: old.limits)
            let new = try Self.insert(key, forUser: old.userID, at: origin.at, in: database)
            try database.execute(
                sql: "UPDATE api_keys SET replaced_by = ?, grace_until = ? WHERE id = ?",
                arguments: [new.id, graceUntil.millisecondsSince1970, id])
            guard
                try Self.workingKeys(ofUser: old.userID, at: origin.at, in: database) <= limits.workingAPIKeysPerUser
            else { throw APIKeyError.tooMany(limit: limits.workingAPIKeysPerUser) }
            var detail = new.auditDetail
            detail["replaced_by"] = "key:\(new.id)"
            detail["grace_until"] = graceUntil.description
            try AuditLog.append(
                AuditEvent(.keyRotated, subject: "key:\(id)", detail: detail, origin: origin), in: database)
            return new
        }
    }

    /// Notes when keys were last used, by id, in one transaction; an earlier time than the stored one changes nothing.
    ///
    /// It is no change of security state, so there is no line in the audit log and no new revision.
    public func noteUses(_ uses: [Int64: Timestamp]) async throws {
        guard !uses.isEmpty else { return }
        try await database.write { database in
            let statement = try database.makeStatement(
                sql: "UPDATE api_keys SET last_used_at = ?1 WHERE id = ?2 AND coalesce(last_used_at, ?1 - 1) < ?1")
            for (id, time) in uses {
                try statement.execute(arguments: [time.millisecondsSince1970, id])
            }
        }
    }
}

extension APIKeyRecord {
    fileprivate func reasonAgainstRotation(at time: Timestamp) -> String? {
        switch standing(at: time) {
        case .revoked: "it is revoked"
        case .expired: "it has expired"
        case .replaced: "it was rotated before"
        case .valid: graceUntil == nil ? nil : "it was rotated before"
        }
    }
}
