import ObjectStore
import ReplicaLives
import Replication
import Support
import Synchronization
import Testing

@testable import Replicator

/// A replica without a database: headers and segments without pages, made as a writer makes them.
struct StoreScenario {
    let objects: MemoryObjectStore
    let store: ReplicaStore
    let surroundings: ReplicatorSurroundings
    let pageSize: PageSize
    let state = DatabaseState(hash: 77, databasePages: 3)
    static let database = DatabaseID(named: "test.db")

    init(_ objects: MemoryObjectStore = MemoryObjectStore(), seed: UInt64 = 1) throws {
        self.objects = objects
        surroundings = Self.surroundings(seed: seed)
        store = ReplicaStore(objects: objects, database: Self.database, key: try Self.key(1))
        pageSize = try #require(PageSize(bytes: 4_096))
    }

    static func key(_ byte: UInt8) throws -> MasterKey { try #require(MasterKey([UInt8](repeating: byte, count: 32))) }

    static func surroundings(seed: UInt64) -> ReplicatorSurroundings {
        let generator = Mutex(SplitMix64(seed: seed))
        return ReplicatorSurroundings(
            now: { 1_000 }, elapsed: { 0 }, sleep: { _ in }, random: { generator.withLock { $0.next() } })
    }

    func start(_ writer: Word128, also writers: Set<Word128> = []) -> TimelineStart {
        TimelineStart(store: store, writer: writer, writers: writers, surroundings: surroundings)
    }

    /// The next segment behind an end, without pages: the state stays what it is.
    func segment(_ end: ChainEnd, writer: Word128) throws -> (header: ObjectHeader, bytes: [UInt8]) {
        let header = end.next(
            .segment, of: store.database, key: store.key, pageSize: pageSize, databasePages: end.databasePages,
            hash: end.hash, now: 1_000, writer: writer, salt: surroundings.salt())
        return (header, try header.sealed(payload: nil, key: store.key))
    }

    /// Creates segments behind an end, and answers the last header.
    @discardableResult
    func ship(_ count: Int, behind end: ChainEnd, writer: Word128) async throws -> ObjectHeader {
        var end = end
        var last: ObjectHeader?
        for _ in 0..<count {
            let (header, bytes) = try segment(end, writer: writer)
            let name = ReplicaKey.segment(store.database, timeline: end.timeline, sequence: header.lastSequence)
            #expect(try await store.create(bytes, header: header, under: name) == .acknowledged)
            end = ChainEnd(after: header)
            last = header
        }
        return try #require(last)
    }

    /// Steps 3 and 4 of a timeline, and its end.
    @discardableResult
    func finish(_ timeline: UInt32, branch: ObjectHeader?, writer: Word128) async throws -> ChainEnd {
        var end =
            branch.map { ChainEnd(continuing: $0) }
            ?? ChainEnd(timeline: timeline, hash: state.hash, databasePages: 3, timestamp: 1_000)
        end.timeline = timeline
        try await snapshot(end, writer: writer, parent: branch?.point)
        return end
    }

    /// A snapshot of the state at an end, and its place in the manifest.
    func snapshot(_ end: ChainEnd, writer: Word128, parent: ReplicaPoint?) async throws {
        var header = try segment(end, writer: writer).header
        header.kind = .snapshot
        header.firstSequence = end.sequence
        header.lastSequence = end.sequence
        header.previous = end.identity
        let bytes = try header.sealed(payload: nil, key: store.key)
        try await store.put(
            bytes, under: .snapshot(store.database, timeline: end.timeline, sequence: end.sequence, part: 0))
        let record = SnapshotRecord(point: header.point, parts: 1, timestamp: 1_000)
        _ = try await store.updateManifest(writer: writer, surroundings: surroundings) { manifest in
            if manifest.timelines[end.timeline] == nil { manifest.timelines[end.timeline] = .some(parent) }
            manifest.snapshots.append(record)
        }
    }

    /// A run over segments that are there, and its place in the manifest.
    func run(_ headers: [ObjectHeader], writer: Word128) async throws {
        let header = try ObjectHeader.run(of: headers, level: 1, writer: writer, salt: surroundings.salt())
        let sequences = header.firstSequence...header.lastSequence
        try await store.put(
            try header.sealed(payload: nil, key: store.key),
            under: .run(store.database, timeline: header.timeline, level: 1, sequences: sequences))
        let record = RunRecord(timeline: header.timeline, level: 1, sequences: sequences, timestamp: 1_000)
        _ = try await store.updateManifest(writer: writer, surroundings: surroundings) { $0.runs.append(record) }
    }

    /// A first timeline of writer 1 with so many segments; the header of the last one.
    @discardableResult
    func life(segments: Int) async throws -> ObjectHeader {
        let contents = try await store.contents(.all)
        #expect(try await start(1).begin(contents, branch: nil, pageSize: pageSize, state: state) == 1)
        return try await ship(segments, behind: finish(1, branch: nil, writer: 1), writer: 1)
    }

    var epochs: [String] { objects.names().filter { $0.hasSuffix("/epoch") } }
}
