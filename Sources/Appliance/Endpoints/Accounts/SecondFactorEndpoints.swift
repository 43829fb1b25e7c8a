import Access
import HTTPTypes
import Hummingbird
import JSONText
import Storage

/// `/users/me/totp…`: an authenticator beside the password.
struct SecondFactorEndpoints: Sendable {
    let services: AccountServices

    /// Makes a secret for an authenticator; it is required only once a code of it was sent to ``confirm(_:_:)``.
    func begin(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let account = try await account(context)
        let body = try await RequestObject(request, allowed: ["password"])
        let origin = context.origin(at: services.clock.now())
        try await services.checkPassword(try body.requiredText("password"), of: account, origin)
        let secret = bytes(TOTP.secretBytes)
        try await services.store.beginSecondFactor(id: account.id, secret: secret)
        let link = AuthenticatorLink(issuer: "GeoClimate", username: account.username, secret: secret)
        return .json { json in
            json.beginObject()
            json.field("secret", Base32.text(of: secret))
            json.field("otpauth_url", link.description)
            json.endObject()
        }
    }

    /// Requires the second factor from now on, and shows the recovery codes, once.
    ///
    /// Every session ends, also the one that asks; API keys go on.
    func confirm(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let account = try await account(context)
        let body = try await RequestObject(request, allowed: ["code"])
        let code = try body.requiredText("code")
        guard let secret = try await services.store.credentials(id: account.id)?.totpSecret, !account.hasSecondFactor
        else {
            throw AccountError.secondFactor(
                reason: account.hasSecondFactor
                    ? "A second factor is active already. Take it away first."
                    : "No second factor was begun. Ask for a secret first.")
        }
        let now = services.clock.now()
        let seconds = now.millisecondsSince1970 / 1_000
        guard let step = TOTP(secret: secret).acceptedStep(of: code, at: seconds, after: 0) else {
            throw APIError.invalid(
                "body", "code", message: "The code is not the one of this time. Check the clock of the authenticator.")
        }
        let codes = (0..<services.store.limits.recoveryCodes).map { _ in RecoveryCode.make(random: services.random) }
        try await services.store.enableSecondFactor(
            id: account.id, secret: secret, step: step,
            recoveryHashes: codes.compactMap { RecoveryCode.sha256(of: $0) },
            origin: context.origin(at: now))
        return .json { json in
            json.beginObject()
            json.strings("recovery_codes", codes)
            json.endObject()
        }
    }

    /// Takes the second factor away, for whoever has the password, a code, and a password that is long enough alone.
    func disable(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let account = try await account(context)
        let body = try await RequestObject(request, allowed: ["password", "code"])
        let password = try body.requiredText("password")
        let origin = context.origin(at: services.clock.now())
        _ = try await services.login.login(
            username: account.username, password: password, secondFactor: try body.requiredText("code"), origin: origin)
        do {
            try services.passwords.policy.check(password, names: [account.username, account.email, account.fullName])
        } catch {
            throw APIError(
                .conflict, "The password is not good enough without a second factor. Change it first. \(error)")
        }
        _ = try await services.store.disableSecondFactor(id: account.id, origin: origin)
        return Response(status: .noContent)
    }

    private func account(_ context: ApplianceRequestContext) async throws -> Account {
        let principal = try services.person(context)
        guard let account = try await services.store.account(id: principal.userID) else {
            throw AccountError.noSuchID(principal.userID)
        }
        return account
    }

    private func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let word = services.random()
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
        return Array(bytes.prefix(count))
    }
}
