import Foundation
import HTTPTypes
import Logging
import ObjectStore
import Replication
import Storage
import Synchronization
import Testing

@testable import Appliance
@testable import Replicator

/// A replica whose store is only a few values.
final class PretendReplica: Sendable {
    struct State: Sendable {
        var status = ReplicaStatus()
        var isAcknowledged = true
        var waits: [Int] = []
        var proofFailure: (any Error)?
        var done: [ReplicaChore] = []
        var begunAnew = 0
        var files: [[String]] = []
    }

    let state = Mutex(State())

    init() { state.withLock { $0.status.phase = .following } }

    func part(_ name: String = "appliance.db") -> ReplicatedPart {
        ReplicatedPart(
            name: name, status: { self.state.withLock { $0.status } }, run: {},
            acknowledged: { milliseconds in
                self.state.withLock { state in
                    state.waits.append(milliseconds)
                    return state.isAcknowledged
                }
            },
            beginAnew: { _ in self.state.withLock { $0.begunAnew += 1 } }, compact: { self.note(.compact) },
            retain: { self.note(.retain) }, sample: { self.note(.sample) },
            prove: { snapshot, _ in
                self.note(snapshot ? .snapshot : .prove)
                if let failure = self.state.withLock({ $0.proofFailure }) { throw failure }
                return RestoreReport(
                    point: ReplicaPoint(timeline: 1, sequence: 9), timestamp: 1, databasePages: 1, hash: 0,
                    downloadedBytes: 1, milliseconds: 1_500)
            })
    }

    private func note(_ chore: ReplicaChore) { state.withLock { $0.done.append(chore) } }

    func parts(in directory: String, clock: TestClock) -> ReplicaParts {
        let log = ReplicaLog(logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let now: @Sendable () -> Int64 = { clock.clock.now().millisecondsSince1970 }
        return ReplicaParts(
            settings: ReplicaSettings(), databases: [part()],
            files: ReplicaFileKeeper(directory: directory, log: log) { names, _ in
                self.state.withLock { $0.files.append(names) }
                return FilesDigest(generation: 1, content: .none)
            },
            proofs: ReplicaProofs(
                directory: directory, location: "file:///r", names: ["appliance.db"], now: now()),
            log: log,
            surroundings: ReplicatorSurroundings(
                now: now, elapsed: { Int64(clock.clock.monotonicNanoseconds() / 1_000_000) }, sleep: { _ in },
                random: { 1 }))
    }
}

@Suite struct ReplicaPartTests {
    private static let hour: UInt64 = 3_600_000

    @Test func changesWaitForTheReplicaAndReadsDoNot() async throws {
        let replica = PretendReplica()
        try await TestAppliance.run(replica: { replica.parts(in: $0, clock: $1) }) { appliance in
            let field = try #require(HTTPField.Name("X-Replica"))
            #expect(try await appliance.get("/models").headers[field] == nil)
            let stored = try await appliance.post("/roles", #"{"name":"r1","permissions":["model:read"]}"#)
            #expect(stored.headers[field] == (stored.status.kind == .successful ? "stored" : nil), "\(stored.text)")
            replica.state.withLock { $0.isAcknowledged = false }
            let key = try await appliance.post("/api-keys", #"{"name":"k"}"#)
            #expect(key.status.kind == .successful, "\(key.text)")
            #expect(key.headers[field] == "pending")
            let refused = try await appliance.post("/api-keys", "{")
            #expect(refused.headers[field] == nil)
            #expect(replica.state.withLock { $0.waits }.allSatisfy { $0 == 2_000 })
        }
    }

    @Test func aFileThatIsTooLargeKeepsNoOtherFromTheReplica() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "geoclimate-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: directory) }
        for name in ["audit.key", "audit-checkpoints.log"] {
            try Data("x".utf8).write(to: directory.appending(path: name))
        }
        let log = ReplicaLog(logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let asked = Mutex<[[String]]>([])
        let keeper = ReplicaFileKeeper(directory: directory.path, log: log) { names, _ in
            asked.withLock { $0.append(names) }
            if names.contains("audit-checkpoints.log") {
                throw ReplicaFilesError.tooLarge(name: "audit-checkpoints.log", bytes: 2, limit: 1)
            }
            return FilesDigest(generation: 1, content: .none)
        }
        await keeper.keep()
        await keeper.keep()
        #expect(asked.withLock { $0 } == [["audit-checkpoints.log", "audit.key"], ["audit.key"]])
        #expect(log.errors == 1)
    }

    @Test func readinessTellsAStoppedReplicaFromOneWhoseStoreIsAway() async throws {
        let replica = PretendReplica()
        try await TestAppliance.run(replica: { replica.parts(in: $0, clock: $1) }) { appliance in
            #expect(try await appliance.get("/health/ready").object()["replica"] == nil)
            replica.state.withLock { $0.status.phase = .spooling }
            let away = try await appliance.get("/health/ready")
            #expect(away.status == .ok)
            #expect(try away.object()["replica"] is String)
            replica.state.withLock { $0.status.phase = .stopped(reason: "secret path") }
            let stopped = try await appliance.get("/health/ready")
            #expect(stopped.status == .serviceUnavailable)
            #expect(stopped.text.contains(#""part":"replica""#))
            #expect(!stopped.text.contains("secret path"))
            replica.state.withLock { $0.status.phase = .following }
            appliance.clock.advance(milliseconds: 2 * Self.hour)
            #expect(try await appliance.get("/health/ready").text.contains("proved yet"))
        }
    }

    @Test func metricsHaveTheNamesOfTheContract() async throws {
        let replica = PretendReplica()
        replica.state.withLock { $0.status.lagMilliseconds = 1_500 }
        try await TestAppliance.run(replica: { replica.parts(in: $0, clock: $1) }) { appliance in
            let text = try await appliance.metrics()
            #expect(text.contains(#"replica_lag_seconds{database="appliance.db"} 1.5"#))
            #expect(text.contains("replica_last_proven_restore_timestamp_seconds 0"))
            #expect(text.contains("replica_errors_total 0"))
            #expect(text.contains(#"replica_segments_total{database="appliance.db"} 0"#))
            let reading = ReplicaReading(text)
            #expect(reading.lag == 1.5)
            #expect(reading.checks(at: 0, proofHours: 24).map(\.status) == [.pass, .skip])
        }
    }

    @Test func proofsOutliveTheProcessAndFailuresAreAlarms() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (replica, clock) = (PretendReplica(), TestClock())
        let parts = replica.parts(in: directory, clock: clock)
        let rounds = ReplicaUpkeepRounds(part: parts.databases[0], parts: parts, check: { _ in })
        await rounds.round()
        #expect(replica.state.withLock { $0.done } == [.prove])
        #expect(parts.problem == nil)
        #expect(ReplicaProofs.read(in: directory)?.databases["appliance.db"]?.proven?.sequence == 9)
        clock.advance(milliseconds: 24 * Self.hour)
        replica.state.withLock { $0.proofFailure = GoldenPredictions.Difference(description: "Other.") }
        await rounds.round()
        #expect(replica.state.withLock { $0.done } == [.prove, .compact, .retain, .sample, .snapshot])
        #expect(parts.problem?.contains("failed") == true)
        #expect(parts.log.errors == 1)
        #expect(replica.state.withLock { $0.begunAnew } == 0)
        for _ in 0..<2 {
            clock.advance(milliseconds: 600_000)
            await rounds.round()
        }
        #expect(replica.state.withLock { $0.begunAnew } == 1)
        // Another process, and then another place.
        #expect(replica.parts(in: directory, clock: clock).proofs["appliance.db"]?.proven?.sequence == 9)
        let moved = ReplicaProofs(directory: directory, location: "file:///s", names: ["appliance.db"], now: 5)
        #expect(moved["appliance.db"] == ProofRecord(since: 5))
    }

    @Test func aStoreThatIsDownSaysNothingAboutTheReplica() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (replica, clock) = (PretendReplica(), TestClock())
        let parts = replica.parts(in: directory, clock: clock)
        let rounds = ReplicaUpkeepRounds(part: parts.databases[0], parts: parts, check: { _ in })
        replica.state.withLock {
            $0.proofFailure = ObjectStoreError.unavailable(
                operation: "read", subject: "x", reason: "it is down", retryAfterMilliseconds: nil)
        }
        await rounds.round()
        #expect(parts.proofs["appliance.db"]?.last == nil)
        replica.state.withLock { $0.status.phase = .storeDown }
        clock.advance(milliseconds: Self.hour)
        await rounds.round()
        #expect(replica.state.withLock { $0.done } == [.prove])
    }

    @Test func keysAreStoredWhenTheyChange() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let replica = PretendReplica()
        let parts = replica.parts(in: directory, clock: TestClock())
        await parts.files.keep()
        try Data("a".utf8).write(to: URL(filePath: directory + "/audit.key"))
        await parts.files.keep()
        await parts.files.keep()
        try Data("ab".utf8).write(to: URL(filePath: directory + "/audit.key"))
        await parts.files.keep()
        #expect(replica.state.withLock { $0.files } == [["audit.key"], ["audit.key"]])
    }

    @Test func restoredModelsAnswerAsTheLiveOnes() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            try await appliance.parts.database.checkpoint()
            let copy = appliance.directory + "/copy.db"
            try FileManager.default.copyItem(atPath: appliance.directory + "/appliance.db", toPath: copy)
            let serving = appliance.parts.serving
            let golden = GoldenPredictions(live: { serving.snapshot })
            try await golden.check(copy)
            #expect(!FileManager.default.fileExists(atPath: copy + "-wal"))
            let live = try #require(serving.snapshot.production["aqi"])
            let other = LoadedModel(
                record: live.record, model: try await appliance.parts.importer.loader.parse(TestModels.constant("7")),
                features: live.features, instruments: live.instruments)
            let wrong = GoldenPredictions(live: {
                ServingSnapshot(revision: 1, production: ["aqi": other], newest: other)
            })
            await #expect(throws: GoldenPredictions.Difference.self) { try await wrong.check(copy) }
        }
    }
}
