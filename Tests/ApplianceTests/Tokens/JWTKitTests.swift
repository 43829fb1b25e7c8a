import Access
import Foundation
import JWTKit
import Storage
import Testing

@testable import Appliance

/// A second reader of the standard: what jwt-kit makes of our tokens.
@Suite struct JWTKitTests {
    private struct Payload: JWTPayload {
        var iss: IssuerClaim
        var aud: AudienceClaim
        var exp: ExpirationClaim
        var nbf: NotBeforeClaim
        var iat: IssuedAtClaim
        var sub: SubjectClaim
        var jti: IDClaim
        var scope: String?

        func verify(using algorithm: some JWTAlgorithm) throws {
            try aud.verifyIntendedAudience(includes: "geoclimate")
            try exp.verifyNotExpired(currentDate: Date(timeIntervalSince1970: 1_735_689_600 + 60))
            try nbf.verifyNotBefore(currentDate: Date(timeIntervalSince1970: 1_735_689_600 + 60))
        }
    }

    @Test func believesTokensWithTheSharedSecret() async throws {
        try await check(.hs256) { ring, keys in
            let object = try #require(try JSONSerialization.jsonObject(with: Data(ring.json)) as? [String: Any])
            let current = try #require(object["current"] as? [String: Any])
            let text = try #require(current["secret"] as? String)
            let secret = try #require(Base64URL.decode(text.utf8))
            await keys.add(
                hmac: HMACKey(from: secret), digestAlgorithm: .sha256, kid: JWKIdentifier(string: ring.current.id))
        }
    }

    @Test func believesTokensWithThePublishedKeys() async throws {
        try await check(.eddsa) { ring, keys in
            try await keys.add(jwksJSON: String(decoding: ring.publicKeySet, as: UTF8.self))
        }
    }

    private func check(
        _ algorithm: TokenAlgorithm, _ add: @Sendable @escaping (KeyRing, JWTKeyCollection) async throws -> Void
    ) async throws {
        var settings = TokenSettings.standard(issuer: "https://air.example")
        settings.algorithm = algorithm
        try await TestAppliance.run(tokens: settings) { appliance in
            let account = try await appliance.person()
            let tokens = try await appliance.logIn("ada", [("scope", "model:read")])
            let keys = JWTKeyCollection()
            try await add(appliance.parts.tokens.keys.current, keys)
            let text = try #require(tokens["access_token"] as? String)
            let payload = try await keys.verify(text, as: Payload.self)
            #expect(payload.iss.value == "https://air.example" && payload.sub.value == String(account.id))
            #expect(payload.scope == "model:read" && payload.exp.value.timeIntervalSince(payload.iat.value) == 900)
            let other = Array(text.utf8.dropLast(2)) + Array("AA".utf8)
            await #expect(throws: JWTError.self) { try await keys.verify(other, as: Payload.self) }
        }
    }
}
