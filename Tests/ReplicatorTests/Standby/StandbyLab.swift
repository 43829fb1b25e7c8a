import Foundation
import GRDB
import ReplicaLives
import Replication
import Storage
import Synchronization
import Testing

@testable import Replicator

/// Which copy is served, as a follower says.
final class ServedCopy: Sendable {
    private let state = Mutex<StandbyFile?>(nil)
    var file: StandbyFile? { state.withLock { $0 } }
    func serve(_ file: StandbyFile) { state.withLock { $0 = file } }
}

/// A standby of a replica in memory.
struct StandbyLab {
    let scratch: Scratch
    let clock: LifeClock
    let objects = MemoryObjectStore()
    let events = HeardEvents()
    let directory: StandbyDirectory
    let follower: StandbyFollower
    let copy = ServedCopy()
    let place: ReplicaPlace
    var ledger = Ledger(seed: 11)

    init(clock: LifeClock) throws {
        scratch = try Scratch()
        self.clock = clock
        place = try ReplicaPlace(objects: objects, surroundings: clock.surroundings)
        directory = try StandbyDirectory(path: scratch.path + "/standby")
        follower = StandbyFollower(
            store: place.store, name: "life.db", directory: directory, surroundings: clock.surroundings,
            listener: events.hear, serve: { [copy] in copy.serve($0) })
    }

    // MARK: - The primary

    func start(_ name: String = "primary", pageBytes: Int = 1_024) async throws -> RunningReplica {
        let running = try await RunningReplica.start(
            in: scratch.path + "/" + name, at: place, pageBytes: pageBytes)
        try await running.settle()
        return running
    }

    /// Writes so many transactions, each of which gets a segment of its own.
    mutating func write(_ count: Int, to running: RunningReplica) async throws {
        for _ in 0..<count {
            try await ledger.write(to: running.database)
            try await running.settle()
        }
    }

    /// Milliseconds of which the segments become one run; lives begin with such a stretch.
    static let stretch: Int64 = 100_000

    func compact() async throws {
        var limits = place.limits
        limits.levelMilliseconds = [Self.stretch]
        let store = ReplicaStore(
            objects: objects, database: ReplicaPlace.database, key: place.key, limits: limits)
        let policy = UpkeepPolicy(retention: RetentionPolicy(window: 1_000_000, everySegment: 1_000_000))
        let upkeep = ReplicaUpkeep(
            store: store, name: "life.db", policy: policy, scratchDirectory: scratch.path,
            writer: clock.surroundings.word(), surroundings: clock.surroundings, listener: { _ in })
        _ = try await upkeep.compact()
    }

    /// A second primary that goes on from a state of the replica.
    func promote(_ target: RestoreTarget, as name: String) async throws -> RunningReplica {
        let path = scratch.path + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let report = try await place.restore(target, to: RunningReplica.path(in: path))
        try ReplicaNote(database: ReplicaPlace.database, lastPoint: report.point, beginsTimeline: true)
            .store(for: RunningReplica.path(in: path), forgetsWriters: true)
        return try await start(name)
    }

    // MARK: - The standby

    func begin() async throws { copy.serve(try await follower.begin { _ in }) }

    /// Rounds until there is nothing more; what is doubted is looked at again after a poll.
    func catchUp() async throws {
        for _ in 0..<200 {
            if try await follower.round() { continue }
            guard await follower.doubt != nil else { return }
            try await clock.sleep(Limits.standbyPollMilliseconds)
        }
        Issue.record("it never catches up: \(follower.status)")
    }

    func bytes(of file: StandbyFile) throws -> Data {
        try Data(contentsOf: URL(filePath: directory.path(of: file)))
    }

    /// What is served now.
    var served: Data { get throws { try bytes(of: try #require(copy.file)) } }

    /// Demands that what is served is what a restore makes, and that this is the state that was written last.
    func check() async throws {
        let path = scratch.fresh("restored.db")
        _ = try await place.restore(to: path)
        try Scratch.compare(directory.path(of: try #require(copy.file)), with: path)
        let found = try ledger.found(in: path, least: ledger.number)
        #expect(found.number == ledger.number)
    }

    /// The same of both copies, which are equal once there is nothing to apply.
    func checkBoth() async throws {
        for _ in StandbyFile.allCases {
            let last = copy.file
            try await follower.exchange()
            #expect(copy.file != last)
            try await check()
        }
        #expect(try bytes(of: .first) == bytes(of: .second))
    }

    /// Waits for something that other tasks bring about.
    func wait(for condition: () -> Bool) async throws {
        for _ in 0..<20_000 {
            if condition() { return }
            try await clock.sleep(20)
        }
        Issue.record("it never came; \(events.all), \(follower.status)")
    }

    /// The name of the segment that comes next to the standby.
    var next: String {
        get throws {
            let point = try #require(follower.status.point)
            return ReplicaKey.segment(
                ReplicaPlace.database, timeline: point.timeline, sequence: point.sequence + 1
            ).name
        }
    }

    func point() throws -> ReplicaPoint { try #require(follower.status.point) }
}

extension StandbyFollower {
    /// Lets the other copy take the place of the served one, in the same state.
    func exchange() async throws {
        if let state { try await commit([], to: state) }
    }
}
