import Access
import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

@Suite struct SigningKeyTests {
    @Test func theFileIsTheOwnersAlone() async throws {
        try await TestAppliance.run { appliance in
            let path = appliance.directory + "/token-keys.json"
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try KeyRing(json: Array(try Data(contentsOf: URL(filePath: path)))).current.algorithm == .hs256)
        }
    }

    @Test func aRunningDaemonFollowsARotation() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let keeper = appliance.parts.tokens.keeper
            let before = try await appliance.logIn()
            let version = try await keeper.look(nil)
            #expect(try await keeper.look(version) == version)
            try await keeper.rotation.rotate(.now, by: ChangeOrigin(actor: "cli:root", at: appliance.clock.clock.now()))
            let old = appliance.parts.tokens.keys.current
            #expect(try await keeper.look(version) != version)
            let new = appliance.parts.tokens.keys.current
            #expect(new.current.id == old.next.id && new.previous?.id == old.current.id)
            try await appliance.verify(before["access_token"])
            try await appliance.verify(try await appliance.logIn()["access_token"])

            try await keeper.rotation.rotate(
                .emergency, by: ChangeOrigin(actor: "cli:root", at: appliance.clock.clock.now()))
            _ = try await keeper.look(version)
            await #expect(throws: AccessTokenError.unknownKey) { try await appliance.verify(before["access_token"]) }
            #expect(try await appliance.refresh(before["refresh_token"]).status == .ok)
        }
    }

    @Test func oldKeysAreRotatedWithoutAsking() async throws {
        try await TestAppliance.run { appliance in
            let keeper = appliance.parts.tokens.keeper
            let first = appliance.parts.tokens.keys.current.current.id
            var version = try await keeper.look(nil)
            appliance.clock.advance(milliseconds: UInt64(Limits.signingKeyDays) * 86_400_000 - 1)
            try await keeper.care()
            version = try await keeper.look(version)
            #expect(appliance.parts.tokens.keys.current.current.id == first)
            appliance.clock.advance(milliseconds: 1)
            try await keeper.care()
            version = try await keeper.look(version)
            #expect(appliance.parts.tokens.keys.current.previous?.id == first)
        }
    }

    @Test(arguments: [
        (SigningKeyRotation.Kind.whenDue, false, "fresh"), (.now, false, "fresh"), (.emergency, false, "fresh"),
        (.whenDue, true, "nothing"), (.now, true, "rotated"), (.emergency, true, "fresh"),
    ])
    func decides(kind: SigningKeyRotation.Kind, hasKeys: Bool, expected: String) throws {
        var random = SystemRandomNumberGenerator()
        let old = hasKeys ? KeyRing.fresh(.hs256, now: 1_000, using: &random) : nil
        let change = SigningKeyRotation.decide(kind, old, .hs256, now: 1_000)
        let words =
            switch change {
            case nil: "nothing"
            case .fresh: "fresh"
            case .rotated: "rotated"
            }
        #expect(words == expected)
        if hasKeys {
            guard case .rotated = SigningKeyRotation.decide(.whenDue, old, .eddsa, now: 1_000) else {
                Issue.record("Another algorithm is a reason to rotate.")
                return
            }
        }
    }

    @Test func aDamagedFileIsNeverReplacedSilently() async throws {
        try await TestAppliance.run { appliance in
            let path = appliance.directory + "/token-keys.json"
            let keeper = appliance.parts.tokens.keeper
            let ring = appliance.parts.tokens.keys.current.current.id
            try Data("{}".utf8).write(to: URL(filePath: path))
            await #expect(throws: SigningKeyError.unreadable(path: path)) { try await keeper.look(nil) }
            await #expect(throws: SigningKeyError.unreadable(path: path)) { try await keeper.care() }
            #expect(appliance.parts.tokens.keys.current.current.id == ring)
            #expect(try Data(contentsOf: URL(filePath: path)) == Data("{}".utf8))
        }
    }

    @Test func aCredentialIsReadAndNeverWritten() async throws {
        try await TestAppliance.run { appliance in
            let credentials = appliance.directory + "/credentials"
            try FileManager.default.createDirectory(atPath: credentials, withIntermediateDirectories: false)
            var random = SystemRandomNumberGenerator()
            let ring = try #require(KeyRing.fresh(.eddsa, now: 1, using: &random))
            let path = credentials + "/token-keys.json"
            try Data(ring.json).write(to: URL(filePath: path))
            let setup = try await TokenSetup(
                settings: .standard(issuer: "https://air.example"), database: appliance.parts.database,
                dataDirectory: appliance.directory, credentialsDirectory: credentials, clock: appliance.clock.clock,
                random: { 1 })
            #expect(setup.keys.current.current.id == ring.current.id)
            let origin = ChangeOrigin(actor: "cli:root", at: appliance.clock.clock.now())
            await #expect(throws: SigningKeyError.fromCredential(path: path)) {
                try await setup.rotation.rotate(.now, by: origin)
            }
            #expect(try await setup.rotation.rotate(.whenDue, by: origin) == false)
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(ring.json))
        }
    }

    @Test func endedSessionsSurviveAListThatMissedThem() {
        let sessions = EndedSessions()
        sessions.insert("a")
        #expect(sessions.contains("a") && !sessions.contains("b"))
        sessions.replace(with: [])
        #expect(sessions.contains("a"))
        sessions.replace(with: ["b"])
        #expect(!sessions.contains("a") && sessions.contains("b"))
    }
}
