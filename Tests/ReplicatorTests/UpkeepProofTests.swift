import Foundation
import ObjectStore
import ReplicaLives
import Replication
import Synchronization
import Testing

@testable import Replicator

@Suite("A replica is proved")
struct UpkeepProofTests {
    private struct Disagreement: Error {}

    private func grown(seed: UInt64) async throws -> UpkeepLab {
        var lab = try await UpkeepLab(seed: seed)
        for _ in 0..<6 { try await lab.ship(after: 8_000) }
        try lab.keepFile()
        _ = try await lab.upkeep.compact()
        return lab
    }

    private func leftovers(_ lab: UpkeepLab) -> [String] {
        (try? FileManager.default.subpathsOfDirectory(atPath: lab.scratch.path + "/proofs")) ?? []
    }

    @Test("The check sees the newest state, and the copy goes")
    func proof() async throws {
        let lab = try await grown(seed: 21)
        let before = lab.objects.objects
        let state = try #require(lab.shipped.last)
        let isSame = Mutex(false)
        let report = try await lab.upkeep.prove(snapshot: false) { path in
            let file = try Data(contentsOf: URL(filePath: path))
            isSame.withLock { $0 = file == state.file }
        }
        #expect(isSame.withLock { $0 })
        #expect(report.hash == state.hash)
        #expect(!FileManager.default.fileExists(atPath: lab.scratch.path + "/proofs"))
        #expect(lab.objects.objects == before)
    }

    @Test("A copy that an earlier trial left is removed first, and what is beside it stays")
    func leftOver() async throws {
        let lab = try await grown(seed: 22)
        let place = ScratchCopy(in: lab.scratch.path + "/proofs", name: "life.db")
        try place.prepare(neededBytes: 0)
        try Data([1]).write(to: URL(filePath: place.path))
        try Data([1]).write(to: URL(filePath: place.path + "-wal"))
        try Data([1]).write(to: URL(filePath: lab.scratch.path + "/proofs/other"))
        _ = try await lab.upkeep.prove(snapshot: false) { _ in }
        #expect(leftovers(lab) == ["other"])
    }

    @Test("Too little room is said before anything is written")
    func room() throws {
        let scratch = try Scratch()
        let copy = ScratchCopy(in: scratch.path + "/proofs", name: "life.db")
        let error = #expect(throws: UpkeepError.self) { try copy.prepare(neededBytes: .max) }
        #expect(error?.description.contains("are free") == true)
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/proofs"))
    }

    @Test("A damaged object, or a check that fails, proves nothing and leaves nothing", arguments: [false, true])
    func failure(isDamaged: Bool) async throws {
        let lab = try await grown(seed: 23)
        if isDamaged {
            for part in lab.names("snap") { lab.objects.corrupt(part, at: 300) }
        }
        let before = lab.objects.objects
        await #expect(throws: (any Error).self) {
            _ = try await lab.upkeep.prove(snapshot: true) { _ in if !isDamaged { throw Disagreement() } }
        }
        #expect(leftovers(lab).isEmpty)
        #expect(lab.objects.objects == before)
    }

    @Test("A copy that the check changed makes no snapshot")
    func changed() async throws {
        let lab = try await grown(seed: 24)
        await #expect(throws: UpkeepError.self) {
            _ = try await lab.upkeep.prove(snapshot: true) { path in
                let file = try #require(FileHandle(forWritingAtPath: path))
                try file.seek(toOffset: 2_000)
                try file.write(contentsOf: [1, 2, 3, 4])
                try file.close()
            }
        }
        #expect(try await lab.store.contents().manifest?.snapshots.count == 1)
    }

    @Test("A snapshot made of a restored copy restores alone, and is followed by what comes later")
    func synthesised() async throws {
        var lab = try await grown(seed: 25)
        _ = try await lab.upkeep.prove(snapshot: true) { _ in }
        let requests = lab.objects.objects
        _ = try await lab.upkeep.prove(snapshot: true) { _ in }
        #expect(lab.objects.objects == requests, "a second snapshot of the same state")
        let proved = try #require(lab.shipped.last)
        let unit = DisposableUnit.name(ofSnapshotAt: proved.point, of: lab.database)
        let parts = lab.objects.names(unit + "/")
        #expect(parts.count > 1)
        for name in lab.objects.names() where !name.hasPrefix(unit) && !name.contains("/manifest/") {
            lab.objects[name] = nil
        }
        try await lab.check(proved)
        for _ in 0..<5 { try await lab.ship(after: 8_000) }
        try lab.keepFile()
        for state in lab.shipped.suffix(6) { try await lab.check(state) }
        _ = try await lab.upkeep.compact()
        #expect(!lab.names("run").isEmpty)
        try await lab.check(try #require(lab.shipped.last))
    }

    @Test("Samples find damage and loss, which is an alarm; a store out of reach is none")
    func samples() async throws {
        var lab = try await grown(seed: 26)
        lab.policy.sampledChunks = 200
        #expect(try await lab.upkeep.sample().sampledChunks > 100)
        #expect(lab.heard.events.isEmpty)
        lab.objects.onRequest { _, _ in .unavailable }
        await #expect(throws: ObjectStoreError.self) { _ = try await lab.upkeep.sample() }
        #expect(lab.heard.events.map(\.level) == [.warning])
        lab.objects.onRequest(nil)
        let part = try #require(lab.names("snap").last)
        let sound = lab.objects[part]
        lab.objects.corrupt(part, at: 300)
        await #expect(throws: ObjectError.self) { _ = try await lab.upkeep.sample() }
        #expect(lab.heard.events.last?.level == .alarm)
        lab.objects[part] = sound
        lab.objects[try #require(lab.names("snap").first)] = nil
        await #expect(throws: (any Error).self) { _ = try await lab.upkeep.sample() }
        #expect(lab.heard.events.last?.level == .alarm)
    }
}
