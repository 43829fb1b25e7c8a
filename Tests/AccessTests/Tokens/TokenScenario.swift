import Support

@testable import Access

/// A ring of keys, rules and claims that hold at `now`, the same in every run.
struct TokenScenario {
    let now: Int64 = 1_735_689_600
    let rules = AccessTokenRules(issuer: "https://air.example", audience: "geoclimate")
    let ring: KeyRing
    let claims: AccessTokenClaims
    private(set) var random = SplitMix64(seed: 7)

    init(_ algorithm: TokenAlgorithm = .hs256) throws {
        ring = try KeyRing.fresh(algorithm, now: now, using: &random).orThrow()
        claims = AccessTokenClaims(
            userID: 12, sessionEpoch: 3, sessionID: "c2Vzc2lvbg", scope: PermissionSet([.modelRead]), issuedAt: now,
            expiresAt: now + 900, tokenID: "dG9rZW4")
    }

    /// The claims' token, valid.
    func token() throws -> String { try ring.token(claims, rules: rules) }

    /// A token of any JSON texts, signed properly with the current key.
    func token(header: String, claims: String) throws -> String {
        try token(header: Base64URL.encode(header.utf8), payload: Base64URL.encode(claims.utf8))
    }

    func token(header: String, payload: String) throws -> String {
        let signed = header + "." + payload
        return signed + "." + Base64URL.encode(try ring.current.signature(of: Array(signed.utf8)[...]))
    }

    /// The header as it is issued, with members added or replaced.
    func header(_ members: String = "", alg: String? = nil, typ: String = "at+jwt", kid: String? = nil) -> String {
        let name = alg ?? ring.current.algorithm.rawValue
        return #"{"alg":"\#(name)","typ":"\#(typ)","kid":"\#(kid ?? ring.current.id)"\#(members)}"#
    }

    /// The claims as they are issued.
    func claimsText(replacing old: String = "", with new: String = "") -> String {
        let written = WrittenClaims(
            claims: claims, issuer: rules.issuer, audience: rules.audience, notBefore: claims.issuedAt)
        let text = String(decoding: written.json, as: UTF8.self)
        return old.isEmpty ? text : text.replacing(old, with: new)
    }

    /// Why a token is refused; nil when it holds.
    func refusal(_ token: String, at moment: Int64? = nil) -> AccessTokenError? {
        do throws(AccessTokenError) {
            _ = try ring.claims(of: token, rules: rules, now: moment ?? now)
            return nil
        } catch {
            return error
        }
    }
}

/// A value that a test needs and that is not there.
struct Missing: Error {}

extension Optional {
    func orThrow() throws -> Wrapped {
        guard let self else { throw Missing() }
        return self
    }
}
