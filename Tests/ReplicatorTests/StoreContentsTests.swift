import ObjectStore
import ReplicaLives
import Replication
import Testing

@testable import Replicator

@Suite("What a replica has")
struct StoreContentsTests {
    @Test("An empty store has nothing, and names of others count for nothing", arguments: [SegmentScope.needed, .all])
    func nothing(scope: SegmentScope) async throws {
        let scenario = try StoreScenario()
        scenario.objects[ReplicaKey.prefix(of: StoreScenario.database) + "t00000001/seg/readme"] = [1]
        scenario.objects["other"] = [1]
        let contents = try await scenario.store.contents(scope)
        #expect(contents.manifest == nil && contents.inventory == Inventory() && contents.sizes.isEmpty)
        #expect(contents.newestTimeline == nil && !contents.isUnfinished)
        #expect(try await scenario.store.endHeader(of: contents) == nil)
    }

    @Test("Both scopes know the same end, and the narrow one lists only the segments behind snapshots and runs")
    func scopes() async throws {
        let scenario = try StoreScenario()
        let last = try await scenario.life(segments: 12)
        let all = try await scenario.store.contents(.all)
        var headers: [ObjectHeader] = []
        for sequence in UInt64(1)...9 {
            headers.append(
                try await scenario.store.header(at: ReplicaPoint(timeline: 1, sequence: sequence), in: all))
        }
        // A snapshot at 3, runs over 1...3, 4...6 and 8...9; what follows 6 has a gap in the runs.
        try await scenario.snapshot(ChainEnd(after: headers[2]), writer: 1, parent: nil)
        for range in [0..<3, 3..<6, 7..<9] { try await scenario.run(Array(headers[range]), writer: 1) }
        let needed = try await scenario.store.contents(.needed)
        let whole = try await scenario.store.contents(.all)
        #expect(needed.inventory.segments == [1: SequenceSet(7...12)])
        #expect(whole.inventory.segments == [1: SequenceSet(1...12)])
        #expect(needed.inventory.end == ReplicaPoint(timeline: 1, sequence: 12) && needed.manifest == whole.manifest)
        #expect(try RestorePlan.make(to: nil, from: needed.inventory).changes.map(\.last) == [6, 7, 9, 10, 11, 12])
        for contents in [needed, whole] {
            #expect(try await scenario.store.endHeader(of: contents) == last)
            let old = try await scenario.store.header(at: ReplicaPoint(timeline: 1, sequence: 2), in: contents)
            #expect(old == headers[1])
        }
        #expect(needed.sizes.count == whole.sizes.count - 6 - 1)  // six segments, and the record that begins it
        await #expect(throws: ReplicatorError.noObject(point: ReplicaPoint(timeline: 1, sequence: 13))) {
            try await scenario.store.header(at: ReplicaPoint(timeline: 1, sequence: 13), in: whole)
        }
        // Everything that a run covers may go: the end stays known by the run.
        for sequence in UInt64(7)...12 {
            try await scenario.store.delete(.segment(StoreScenario.database, timeline: 1, sequence: sequence))
        }
        let shortened = try await scenario.store.contents(.needed)
        #expect(shortened.inventory.end == ReplicaPoint(timeline: 1, sequence: 9))
        #expect(try await scenario.store.endHeader(of: shortened)?.kind == .run)
    }

    @Test(
        "A timeline that is finished while it is read is read with the manifest that names it",
        arguments: [SegmentScope.needed, .all])
    func finishedMeanwhile(scope: SegmentScope) async throws {
        let scenario = try StoreScenario()
        let contents = try await scenario.store.contents(.all)
        let (pageSize, state) = (scenario.pageSize, scenario.state)
        #expect(try await scenario.start(1).begin(contents, branch: nil, pageSize: pageSize, state: state) == 1)
        let folders = ReplicaKey.prefix(of: StoreScenario.database) + "t"
        scenario.objects.onRequest { operation, prefix in
            guard operation == .list, prefix.hasPrefix(folders) else { return nil }
            return .meanwhile {
                scenario.objects.onRequest(nil)
                try await scenario.ship(3, behind: scenario.finish(1, branch: nil, writer: 1), writer: 1)
            }
        }
        let found = try await scenario.store.contents(scope)
        #expect(found.unfinished.isEmpty && found.inventory.end == ReplicaPoint(timeline: 1, sequence: 3))
        #expect(throws: Never.self) { try RestorePlan.make(to: nil, from: found.inventory) }
    }

    @Test("More objects than a page has are listed, and the narrow scope asks for the pages behind what is covered")
    func pages() async throws {
        let scenario = try StoreScenario()
        var end = ChainEnd(after: try await scenario.life(segments: 1))
        for sequence in UInt64(2)...2_500 {
            scenario.objects[ReplicaKey.segment(StoreScenario.database, timeline: 1, sequence: sequence).name] = [1]
        }
        let all = try await scenario.store.contents(.all)
        #expect(all.inventory.segments == [1: SequenceSet(1...2_500)])
        end.sequence = 2_400
        try await scenario.snapshot(end, writer: 1, parent: nil)
        _ = scenario.objects.takeRequests()
        let needed = try await scenario.store.contents(.needed)
        #expect(needed.inventory.segments == [1: SequenceSet(2_401...2_500)])
        #expect(scenario.objects.takeRequests()[.list] == 4)
    }

    @Test("What was tampered with, moved or sealed with another key is refused and named")
    func authenticity() async throws {
        let scenario = try StoreScenario()
        try await scenario.life(segments: 2)
        let store = scenario.store
        let other = ReplicaStore(
            objects: scenario.objects, database: store.database, key: try StoreScenario.key(2))
        let mismatch = ObjectError.otherKey(expected: other.key.identity, found: store.key.identity)
        await #expect(throws: mismatch) { try await other.contents(.needed) }
        let keys = (1...2).map { ReplicaKey.segment(store.database, timeline: 1, sequence: $0) }
        await #expect(throws: mismatch) { try await other.remoteObject(keys[0]) }
        let first = scenario.objects[keys[0].name]
        scenario.objects[keys[0].name] = scenario.objects[keys[1].name]
        await #expect(throws: ReplicatorError.misplaced(name: keys[0].name)) { try await store.remoteObject(keys[0]) }
        scenario.objects[keys[0].name] = first
        for place in [90, 180, -1, -30] {
            scenario.objects.corrupt(keys[0].name, at: place)
            await #expect(throws: ObjectError.self, "byte \(place)") { try await store.remoteObject(keys[0]) }
            scenario.objects.corrupt(keys[0].name, at: place)
        }
        #expect(try await store.remoteObject(keys[0]).header.lastSequence == 1)
        let manifest = ReplicaKey.manifest(store.database, generation: 1).name
        let stale = ReplicaKey.manifest(store.database, generation: 2).name
        scenario.objects[stale] = scenario.objects[manifest]
        await #expect(throws: ReplicatorError.misplaced(name: stale)) { try await store.contents() }
    }

    @Test("Chunks of small and of large objects are read", arguments: [1, 40])
    func chunks(pages: Int) async throws {
        let scenario = try StoreScenario()
        var limits = Replication.Limits.standard
        limits.chunkBytes = 4 * 4_096
        let store = ReplicaStore(
            objects: scenario.objects, database: StoreScenario.database, key: scenario.store.key, limits: limits)
        let end = ChainEnd(timeline: 1, hash: 1, databasePages: 64, timestamp: 1)
        var bytes: [UInt8] = []
        let header = try scenario.segment(end, writer: 1).header
        var writer = try ObjectWriter(header: header, pages: pages, key: store.key, limits: limits) { bytes += $0 }
        for page in 1...UInt32(pages) {
            let image = (0..<1_024).flatMap { _ in
                let bits = scenario.surroundings.random()
                return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
            }
            try writer.add(page: page, image: image[...]) { bytes += $0 }
        }
        try writer.finish { bytes += $0 }
        let key = ReplicaKey.segment(store.database, timeline: 1, sequence: 1)
        #expect(try await store.create(bytes, header: writer.header, under: key) == .acknowledged)
        let object = try await store.remoteObject(key)
        var read: [UInt32] = []
        for number in object.index.entries.indices { read += try await store.chunk(number, of: object).pages }
        #expect(read == Array(1...UInt32(pages)) && object.sizeBytes == bytes.count)
        await #expect(throws: ObjectError.self) { try await store.chunk(99, of: object) }
    }

    @Test("A creation is judged by what is under the name, and an answer that got lost is thrown")
    func fence() async throws {
        let scenario = try StoreScenario()
        let store = scenario.store
        let end = ChainEnd(timeline: 1, hash: 1, databasePages: 1, timestamp: 1)
        let key = ReplicaKey.segment(store.database, timeline: 1, sequence: 1)
        let mine = try scenario.segment(end, writer: 1)
        let again = try scenario.segment(end, writer: 1)
        let other = try scenario.segment(end, writer: 2)
        scenario.objects.onRequest { operation, _ in operation == .create ? .lostAcknowledgement : nil }
        await #expect(throws: ObjectStoreError.self) {
            try await store.create(mine.bytes, header: mine.header, under: key)
        }
        scenario.objects.onRequest(nil)
        #expect(try await store.create(mine.bytes, header: mine.header, under: key) == .acknowledged)
        #expect(try await store.create(again.bytes, header: again.header, under: key) == .reconcile)
        #expect(
            try await store.create(other.bytes, header: other.header, under: key)
                == .fenced(writer: 1, timeline: 1, sequence: 1))
        scenario.objects[key.name] = [1, 2, 3]
        #expect(try await store.create(mine.bytes, header: mine.header, under: key) == .reconcile)
    }
}
