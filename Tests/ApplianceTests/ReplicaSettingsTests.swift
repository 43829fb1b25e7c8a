import Access
import ObjectStore
import Replication
import Testing

@testable import Appliance

@Suite struct ReplicaSettingsTests {
    private static let key = String(repeating: "0a", count: 32)

    @Test func addressAndKeyAreRead() async throws {
        let settings = try await EffectiveConfiguration.load(
            ConfigurationInput(environment: [
                "GEOCLIMATE_REPLICA_URL": "s3://bucket/prefix", "AWS_REGION": "eu-central-1",
                "GEOCLIMATE_REPLICA_ENCRYPTION_KEY": Self.key,
            ])
        ).replica
        #expect(settings.url == (try StoreLocation("s3://bucket/prefix?region=eu-central-1")))
        #expect(settings.encryptionKey?.revealed == Self.key)
        #expect(ReplicaSettings.keyBytes(Self.key) == [UInt8](repeating: 10, count: 32))
    }

    @Test(arguments: [
        ["replica.url": "ftp://x/y"], ["replica.url": "s3://bucket/prefix"], ["replica.encryption_key": "abc"],
        ["replica.encryption_key": String(repeating: "g", count: 64)], ["replica.sync_ms": "19"],
        ["replica.acknowledge": "all"], ["replica.max_bytes_per_second": "1"],
        ["replica.max_bytes_per_second": "65535"], ["replica.max_bytes_per_second": "-1"],
    ])
    func whatIsNoSettingIsRefused(flags: [String: String]) async {
        await #expect(throws: ConfigurationError.self) {
            try await EffectiveConfiguration.load(ConfigurationInput(flags: flags))
        }
    }

    @Test(arguments: [("0", nil), ("65536", 65_536), (nil, nil)] as [(String?, Int?)])
    func bandwidthsAreNoneOrEnough(written: String?, bytes: Int?) async throws {
        let flags = written.map { ["replica.max_bytes_per_second": $0] } ?? [:]
        let settings = try await EffectiveConfiguration.load(ConfigurationInput(flags: flags)).replica
        #expect(settings.bytesPerSecond == bytes)
    }

    @Test(arguments: [1, 7, 3_650])
    func everyChangeOfTheDaysThatAreKeptIsAPoint(days: Int) {
        var settings = ReplicaSettings()
        settings.retentionDays = days
        #expect(settings.retention.window == Int64(days) * 86_400_000)
        #expect(settings.retention.everySegment == settings.retention.window)
        #expect(settings.retention.everyRun == 86_400_000)
    }

    @Test func missingSettingsSayWhatToDo() async throws {
        var settings = ReplicaSettings()
        await #expect(throws: ReplicaSettingsError.noURL) {
            try await ReplicaAccess(settings, environment: [:], clock: .system)
        }
        settings.url = .directory(path: "/nowhere")
        await #expect(throws: ReplicaSettingsError.noKey) {
            try await ReplicaAccess(settings, environment: [:], clock: .system)
        }
        #expect(ReplicaSettingsError.noKey.description.contains("geoclimate replica key"))
    }

    @Test(
        arguments: [
            (nil, nil, 3_600_000, false), (nil, nil, 3_600_001, true), (0, true, 172_800_000, false),
            (0, true, 176_400_000, true), (0, false, 1, true),
        ] as [(Int64?, Bool?, Int64, Bool)])
    func staleProofsAreAProblem(proven: Int64?, lastOK: Bool?, now: Int64, isProblem: Bool) {
        func proof(_ ok: Bool) -> ReplicaProof {
            ReplicaProof(timestamp: 0, timeline: 1, sequence: 1, milliseconds: 1, ok: ok)
        }
        let record = ProofRecord(since: 0, proven: proven.map { _ in proof(true) }, last: lastOK.map(proof))
        #expect((record.problem(at: now, proofHours: 24) != nil) == isProblem)
    }
}
