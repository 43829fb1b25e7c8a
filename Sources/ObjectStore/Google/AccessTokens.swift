internal import JSONText

/// Access tokens of a service account: each is asked for once and used until shortly before its end.
actor AccessTokens {
    private struct Token {
        var text: Secret
        var endsAt: Int
    }

    private let accounts: CredentialSource<ServiceAccount>
    private let transport: any StoreTransport
    private var token: Token?
    private var request: Task<Token, any Error>?

    init(accounts: CredentialSource<ServiceAccount>, transport: any StoreTransport) {
        self.accounts = accounts
        self.transport = transport
    }

    /// A token that is good at a time.
    func current(at time: CalendarTime) async throws -> String {
        if let token, token.endsAt - Limits.tokenMarginSeconds > time.secondsSince1970 { return text(token) }
        // Those who come meanwhile wait for the one request; it outlives the cancellation of whoever began it.
        let running = request ?? Task { try await self.exchange(at: time) }
        request = running
        defer { if request == running { request = nil } }
        let new = try await running.value
        token = new
        return text(new)
    }

    /// Forgets the token, because it was refused before its end.
    func forget() {
        token = nil
    }

    private func exchange(at time: CalendarTime) async throws -> Token {
        let account = try await accounts.current()
        var response = try await ask(account, at: time)
        // An assertion of a clock that is wrong is not believed; the service's own is in its answer.
        if !response.isSuccess, let theirs = response.header("date").flatMap(CalendarTime.init(httpDate:)),
            abs(theirs.secondsSince1970 - time.secondsSince1970) >= Limits.clockSkewSeconds
        {
            response = try await ask(account, at: theirs)
        }
        guard response.isSuccess else { throw refused(account, response, at: time) }
        guard let token = Self.token(in: response.body, at: time) else {
            throw unavailable(account, "there is no token in the answer")
        }
        return token
    }

    private func ask(_ account: ServiceAccount, at time: CalendarTime) async throws -> StoreResponse {
        let (endpoint, path) = try Self.address(account.tokenAddress)
        let assertion = try ServiceAccountAssertion(account: account).token(at: time)
        var request = StoreRequest("POST", endpoint, path: path)
        request.set("content-type", "application/x-www-form-urlencoded")
        request.body = Array(
            "grant_type=\(PercentEncoding.encode("urn:ietf:params:oauth:grant-type:jwt-bearer"))&assertion=\(assertion)"
                .utf8)
        do throws(TransportFailure) { return try await transport.send(request) } catch {
            throw unavailable(account, "no answer came from \(endpoint)")
        }
    }

    private static func address(_ text: String) throws -> (Endpoint, path: String) {
        let whole = try Endpoint(text)
        guard whole.isSecure || whole.isLoopback else {
            throw ObjectStoreError.locationInvalid(
                reason: "the token address of the service account is not https: an assertion must not go in the clear")
        }
        return (Endpoint(isSecure: whole.isSecure, host: whole.host, port: whole.port), whole.basePath)
    }

    private static func token(in body: [UInt8], at time: CalendarTime) -> Token? {
        var reader = JSONReader(body)
        var text: String?
        var seconds = 0
        do throws(JSONError) {
            try reader.beginObject()
            while let name = try reader.nextKey() {
                switch name {
                case "access_token": text = try reader.readString()
                case "expires_in": seconds = try reader.readInt()
                default: try reader.skipValue()
                }
            }
            try reader.finish()
        } catch { return nil }
        // A token goes into a header: anything but visible ASCII would end it.
        guard let text, !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let life = min(max(seconds, 0), ServiceAccountAssertion.seconds)
        return Token(text: Secret(text), endsAt: time.secondsSince1970 + life)
    }

    private func text(_ token: Token) -> String { String(decoding: token.text.bytes, as: UTF8.self) }

    private func refused(_ account: ServiceAccount, _ response: StoreResponse, at time: CalendarTime)
        -> ObjectStoreError
    {
        let refusal = Refusal(response, code: nil, now: time)
        let subject = "an access token for \(account.email)"
        guard !refusal.error(operation: "get", subject: subject).isTransient else {
            return refusal.error(operation: "get", subject: subject)
        }
        return .failed(
            operation: "get", subject: subject,
            reason: "the service answered \(response.status): the key of the service account is unknown or this "
                + "machine's clock is wrong")
    }

    private func unavailable(_ account: ServiceAccount, _ reason: String) -> ObjectStoreError {
        .unavailable(
            operation: "get", subject: "an access token for \(account.email)", reason: reason,
            retryAfterMilliseconds: nil)
    }
}
