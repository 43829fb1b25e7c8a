@testable import Access

/// Reads any bytes as an access token, as its claims and as a refresh token.
///
/// A token that is taken apart has one spelling, claims that are read are written the same again, and none of them holds for
/// longer than the longest life or for a server of another name.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAccessToken(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    let text = String(decoding: bytes, as: UTF8.self)
    if let token = try? CompactToken(text) {
        precondition(text.utf8.count <= TokenLimits.accessTokenBytes)
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        precondition(parts.count == 3 && Base64URL.encode(token.payload) == parts[1])
        precondition(Base64URL.encode(token.signature) == parts[2])
        check(token.payload)
    }
    check(bytes)
    _ = try? TokenHeader(json: bytes)
    if let decoded = Base64URL.decode(bytes) { precondition(Array(Base64URL.encode(decoded).utf8) == bytes) }
    return 0
}

private func check(_ json: [UInt8]) {
    guard let written = try? WrittenClaims(json: json) else { return }
    guard let again = try? WrittenClaims(json: written.json), again.json == written.json else {
        preconditionFailure("claims change when they are written")
    }
    for now: Int64 in [0, 1_735_689_600, .max / 2] {
        let rules = AccessTokenRules(issuer: "https://air.example", audience: "geoclimate")
        guard let claims = try? rules.check(written, now: now) else { continue }
        precondition(written.issuer == rules.issuer && written.audience == rules.audience && claims.userID >= 1)
        precondition(claims.expiresAt - claims.issuedAt <= TokenLimits.longestLifetimeSeconds)
        precondition(claims.expiresAt > now - TokenLimits.clockSkewSeconds)
    }
}
