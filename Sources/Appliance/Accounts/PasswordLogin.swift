import Access
import Storage

/// Finds out whether a name, a password and perhaps a code belong to an account.
///
/// What is refused takes the same way, and so as long, whether or not somebody has the name.
struct PasswordLogin: Sendable {
    let accounts: AccountStore
    let hasher: PasswordHasher
    let loginGuard: LoginGuard
    let refusals: RefusalRecorder
    let failures: AuthFailures

    /// The account, after its login is noted.
    ///
    /// `secondFactor` is a code of the authenticator or a recovery code; an account without a second factor ignores it.
    ///
    /// - Throws: ``LoginError``, ``PasswordHasher/Overloaded``, ``StorageError``.
    func login(
        username: String, password: String, secondFactor: String?, origin: ChangeOrigin
    ) async throws -> Account {
        let name = String(username.prefix(Limits.usernameCharacters))
        let address = Self.group(origin.address)
        do {
            try loginGuard.begin(name, address)
        } catch {
            locked("wait", origin)
            throw error
        }
        do {
            return try await check(name, password, secondFactor, address, origin)
        } catch let error as LoginError {
            // Who knows the password has not failed; who guesses at it or at the code has.
            if error == .secondFactorRequired { loginGuard.abandoned(name, address) }
            throw error
        } catch {
            loginGuard.abandoned(name, address)
            throw error
        }
    }

    /// Whether the password is the account's, for a change that its owner makes while logged in.
    ///
    /// A wrong one counts like a failed login.
    ///
    /// - Throws: ``LoginError/locked(seconds:)``, ``PasswordHasher/Overloaded``, ``StorageError``.
    func verify(_ password: String, username: String, origin: ChangeOrigin) async throws -> Bool {
        let address = Self.group(origin.address)
        do {
            try loginGuard.begin(username, address)
        } catch {
            locked("wait", origin)
            throw error
        }
        do {
            guard try await accounts.failuresInARow(username: username) < loginGuard.policy.accountFailures else {
                locked("account", origin)
                throw LoginError.locked(seconds: loginGuard.policy.longestWaitSeconds)
            }
            let hash = try await accounts.credentials(username: username)?.passwordHash
                .flatMap(PasswordHash.init(text:))
            guard password.utf8.count <= PasswordLimits.passwordBytes,
                try await hasher.verify(password, against: hash)
            else {
                _ = try await failed(username, .wrongPassword, origin)
                return false
            }
        } catch {
            loginGuard.abandoned(username, address)
            throw error
        }
        loginGuard.succeeded(username, address)
        return true
    }

    private func check(
        _ name: String, _ password: String, _ secondFactor: String?, _ address: String, _ origin: ChangeOrigin
    ) async throws -> Account {
        guard try await accounts.failuresInARow(username: name) < loginGuard.policy.accountFailures else {
            locked("account", origin)
            throw LoginError.locked(seconds: loginGuard.policy.longestWaitSeconds)
        }
        let credentials = try await accounts.credentials(username: name)
        // A text is read as a hash whether or not there is one to read: that takes time too.
        let text = credentials?.passwordHash
        let parsed = PasswordHash(text: text ?? hasher.dummyText)
        let hash = text == nil ? nil : parsed
        guard password.utf8.count <= PasswordLimits.passwordBytes,
            try await hasher.verify(password, against: hash), let hash, let credentials, !credentials.isDisabled
        else { throw try await failed(name, .wrongPassword, origin) }
        let factor: CompletedLogin.Factor
        do throws(LoginError) {
            factor = try SecondFactorCheck(credentials).factor(secondFactor, at: origin.at)
        } catch {
            guard error == .wrong else { throw error }
            throw try await failed(name, .wrongCode, origin)
        }
        let newHash = hasher.isOutdated(hash) ? try await hasher.hash(password) : nil
        let login = CompletedLogin(
            accountID: credentials.accountID, sessionEpoch: credentials.sessionEpoch, factor: factor,
            newPasswordHash: newHash)
        guard let account = try await accounts.noteLogin(login, origin: origin) else {
            throw try await failed(name, .wrongCode, origin)
        }
        loginGuard.succeeded(name, address)
        return account
    }

    private func failed(_ name: String, _ failure: SignInFailure, _ origin: ChangeOrigin) async throws -> LoginError {
        failures.count(failure)
        try await accounts.noteFailure(username: name, at: origin.at)
        note(.login, failure == .wrongCode ? "code" : "password", origin)
        return .wrong
    }

    private func locked(_ reason: String, _ origin: ChangeOrigin) {
        failures.count(.locked)
        note(.loginLocked, reason, origin)
    }

    private func note(_ action: AuditAction, _ reason: String, _ origin: ChangeOrigin) {
        refusals.note(AuditEvent(action, subject: "", outcome: .refused, detail: ["reason": reason], origin: origin))
    }

    /// What failures are counted by: everybody whom the address does not tell apart.
    static func group(_ address: String?) -> String {
        address.flatMap { IPAddress($0) }.map { ClientAddress($0).limitKey.description } ?? ""
    }
}
