import Support
import Testing

@testable import Access

@Suite struct KeyRingTextTests {
    private func ring(_ algorithm: TokenAlgorithm, rotations: Int) throws -> KeyRing {
        var random = SplitMix64(seed: 9)
        var ring = try KeyRing.fresh(algorithm, now: 100, using: &random).orThrow()
        for turn in 0..<rotations {
            ring = try ring.rotated(to: algorithm, now: Int64(200 + turn), using: &random).orThrow()
        }
        return ring
    }

    @Test(arguments: TokenAlgorithm.allCases, [0, 1, 2])
    func isReadAsItIsWritten(algorithm: TokenAlgorithm, rotations: Int) throws {
        let ring = try ring(algorithm, rotations: rotations)
        #expect(ring.json.count < TokenLimits.keyFileBytes)
        let again = try KeyRing(json: ring.json)
        #expect(again.all.map(\.id) == ring.all.map(\.id) && again.all.map(\.secret) == ring.all.map(\.secret))
        #expect(again.all.map(\.createdAt) == ring.all.map(\.createdAt) && again.rotatedAt == ring.rotatedAt)
        #expect(again.json == ring.json)
    }

    @Test(arguments: [
        (#""alg":"HS256""#, #""alg":"none""#), (#""alg":"HS256""#, #""alg":"HS512""#), (#""kid":""#, #""kid":"../"#),
        (#""secret":""#, #""secret":"A"#), (#""previous":null"#, #""previous":{}"#),
        (#","previous":null"#, ",\"more\":1"),
        (#""rotated_at":100"#, #""rotated_at":"100""#), (#""created_at":100"#, #""created_at":null"#), ("{", "["),
        (#""next""#, #""current""#), ("null}", "null"), ("", ""),
    ])
    func refusesWhatIsNoRing(old: String, new: String) throws {
        let text = String(decoding: try ring(.hs256, rotations: 0).json, as: UTF8.self)
        let changed = old.isEmpty ? "" : text.replacing(old, with: new)
        #expect(changed != text)
        #expect(throws: KeyRing.Unreadable.self) { try KeyRing(json: Array(changed.utf8)) }
    }

    @Test func twoKeysOfOneNameAreNoRing() throws {
        let ring = try ring(.hs256, rotations: 0)
        #expect(KeyRing(next: ring.next, current: ring.next, previous: nil, rotatedAt: 1) == nil)
        #expect(KeyRing(next: ring.next, current: ring.current, previous: ring.next, rotatedAt: 1) == nil)
    }

    @Test func thePublicKeySetHoldsNoSecret() throws {
        #expect(String(decoding: try ring(.hs256, rotations: 2).publicKeySet, as: UTF8.self) == #"{"keys":[]}"#)
        let ring = try ring(.eddsa, rotations: 1)
        let set = String(decoding: ring.publicKeySet, as: UTF8.self)
        for key in ring.all {
            #expect(set.contains(key.id) && !set.contains(Base64URL.encode(key.secret)))
            #expect(set.contains(Base64URL.encode(try key.publicKey.orThrow())))
        }
    }
}
