import Support
import Testing

@testable import Access

@Suite struct AccessTokenTests {
    @Test(arguments: TokenAlgorithm.allCases)
    func aTokenSaysWhatWasPutIntoIt(algorithm: TokenAlgorithm) throws {
        let scenario = try TokenScenario(algorithm)
        for (scope, digest) in [
            (nil, nil), (PermissionSet.none, [UInt8](repeating: 0xFF, count: 32)), (.all, [UInt8](0..<32)),
        ] {
            var claims = scenario.claims
            claims.scope = scope
            claims.keyDigest = digest
            let token = try scenario.ring.token(claims, rules: scenario.rules)
            #expect(token.utf8.count < TokenLimits.accessTokenBytes / 2)
            #expect(try scenario.ring.claims(of: token, rules: scenario.rules, now: scenario.now) == claims)
        }
    }

    // The second before and at each edge; clocks may differ by 30 s.
    @Test(
        arguments: [
            (0, nil), (-30, nil), (-31, .notYetValid), (899, nil), (929, nil), (930, .expired), (1_000_000, .expired),
            (-1_735_689_600, .notYetValid),
        ] as [(Int64, AccessTokenError?)])
    func holdsFromItsBeginningToItsEnd(seconds: Int64, refusal: AccessTokenError?) throws {
        let scenario = try TokenScenario()
        #expect(scenario.refusal(try scenario.token(), at: scenario.now + seconds) == refusal)
    }

    @Test(arguments: TokenAlgorithm.allCases)
    func everyFlippedBitIsRefused(algorithm: TokenAlgorithm) throws {
        let scenario = try TokenScenario(algorithm)
        let token = Array(try scenario.token().utf8)
        for bit in 0..<(token.count * 8) {
            var flipped = token
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            // Bytes that are no text never get this far; here they become other characters.
            let text = String(decoding: flipped, as: UTF8.self)
            #expect(scenario.refusal(text) != nil, "bit \(bit)")
        }
    }

    @Test func everyCutAndEveryAdditionIsRefused() throws {
        let scenario = try TokenScenario()
        let token = try scenario.token()
        for length in 0..<token.utf8.count {
            #expect(scenario.refusal(String(decoding: token.utf8.prefix(length), as: UTF8.self)) != nil)
        }
        for byte in UInt8.min ... .max {
            let letter = String(Unicode.Scalar(byte))
            #expect(scenario.refusal(token + letter) != nil)
            #expect(scenario.refusal(letter + token) != nil)
        }
    }

    @Test func theBoundIsExact() throws {
        let scenario = try TokenScenario()
        let parts = try scenario.token().split(separator: ".").map(String.init)
        let room = TokenLimits.accessTokenBytes - parts[0].utf8.count - parts[2].utf8.count - 2
        let longest = [parts[0], String(repeating: "A", count: room), parts[2]].joined(separator: ".")
        #expect(scenario.refusal(longest) != nil && scenario.refusal(longest) != .tooLong)
        #expect(scenario.refusal(longest + "A") == .tooLong)
        #expect(scenario.refusal(String(repeating: ".", count: 10_000_000)) == .tooLong)
    }

    @Test func aKeyRingHasNoDefault() throws {
        let scenario = try TokenScenario()
        var other = scenario.random
        let stranger = try KeyRing.fresh(.hs256, now: scenario.now, using: &other).orThrow()
        #expect(scenario.refusal(try stranger.token(scenario.claims, rules: scenario.rules)) == .unknownKey)
        // The next key signs nothing yet.
        let early = try KeyRing(
            next: scenario.ring.current, current: scenario.ring.next, previous: nil, rotatedAt: scenario.now
        ).orThrow()
        #expect(scenario.refusal(try early.token(scenario.claims, rules: scenario.rules)) == .unknownKey)
    }

    @Test func descriptionsHideSecrets() throws {
        let key = try TokenScenario().ring.current
        let secret = Base64URL.encode(key.secret)
        #expect(key.description == "signing key \(key.id) (HS256)")
        #expect(!"\(key)".contains(secret))
    }

    @Test func everyRefusalHasItsReason() {
        let reasons = AccessTokenError.allCases.map(\.reason)
        #expect(Set(reasons).count == reasons.count)
        #expect(AccessTokenError.allCases.allSatisfy { $0.description.hasSuffix(".") })
    }
}
