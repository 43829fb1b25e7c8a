import ObjectStore
import ReplicaLives
import Replication
import Synchronization
import Testing

@testable import Replicator

@Suite("Beginning a timeline")
struct StoreTimelineTests {
    private func begin(
        _ scenario: StoreScenario, _ writer: Word128, also writers: Set<Word128> = [], branch: ObjectHeader? = nil,
        contents: ReplicaContents? = nil
    ) async throws -> UInt32 {
        var known = contents
        if known == nil { known = try await scenario.store.contents(.needed) }
        return try await scenario.start(writer, also: writers).begin(
            try #require(known), branch: branch, pageSize: scenario.pageSize, state: scenario.state)
    }

    @Test("The first is timeline 1, and a second appliance on its place is fenced, before and after it read the store")
    func first() async throws {
        let scenario = try StoreScenario()
        let empty = try await scenario.store.contents()
        #expect(try await begin(scenario, 1) == 1)
        let fenced = ReplicatorError.fenced(writer: 1, point: ReplicaPoint(timeline: 1, sequence: 0))
        await #expect(throws: fenced) { try await begin(scenario, 2, contents: empty) }
        await #expect(throws: fenced) { try await begin(scenario, 2) }
        let contents = try await scenario.store.contents()
        #expect(contents.isUnfinished && contents.inventory.end == nil)
        #expect(try await scenario.store.endHeader(of: contents) == nil)
        #expect(try await begin(scenario, 3, also: [1]) == 1)
        #expect(scenario.epochs.count == 1)
        let last = try await scenario.ship(2, behind: scenario.finish(1, branch: nil, writer: 3), writer: 3)
        #expect(last.point == ReplicaPoint(timeline: 1, sequence: 2))
        #expect(try await !scenario.store.contents().isUnfinished)
    }

    @Test("A branch fences the old writer, goes on behind its point, and restores through both", arguments: [3, 5])
    func branch(at sequence: UInt64) async throws {
        let scenario = try StoreScenario()
        let last = try await scenario.life(segments: 5)
        let before = try await scenario.store.contents()
        let branch = try await scenario.store.header(
            at: ReplicaPoint(timeline: 1, sequence: sequence), in: before)
        #expect(try await begin(scenario, 2, branch: branch) == 2)
        // The old writer goes on, and finds the fence.
        let (header, bytes) = try scenario.segment(ChainEnd(after: last), writer: 1)
        let name = ReplicaKey.segment(StoreScenario.database, timeline: 1, sequence: 6)
        #expect(
            try await scenario.store.create(bytes, header: header, under: name)
                == .fenced(writer: 2, timeline: 1, sequence: 6))
        let begun = try await scenario.store.contents(.needed)
        #expect(begun.isUnfinished && begun.inventory.end == ReplicaPoint(timeline: 2, sequence: sequence))
        let end = try #require(try await scenario.store.endHeader(of: begun))
        #expect(end.kind == .epoch && ChainEnd(continuing: end).identity == branch.chainIdentity)
        #expect(try RestorePlan.make(to: nil, from: begun.inventory).changes.count == Int(sequence))
        let finished = try await scenario.finish(2, branch: branch, writer: 2)
        let newest = try await scenario.ship(2, behind: finished, writer: 2)
        #expect(newest.point == ReplicaPoint(timeline: 2, sequence: sequence + 2))
        let contents = try await scenario.store.contents()
        #expect(contents.manifest?.timelines == [1: nil, 2: branch.point])
        #expect(try await scenario.store.endHeader(of: contents) == newest)
        // From the first snapshot on, without the second: the chain goes through the branch.
        var inventory = contents.inventory
        inventory.snapshots.removeAll { $0.point.timeline == 2 }
        var chain: [ObjectHeader] = []
        for change in try RestorePlan.make(to: nil, from: inventory).changes {
            guard case .segment(let point) = change else { continue }
            chain.append(try await scenario.store.header(at: point, in: contents))
        }
        try Chain.verify(chain)
        #expect(chain.last == newest && chain.count == Int(sequence) + 2)
    }

    @Test("One of its own begins at sequence 0 and hides nothing until it is finished")
    func rebase() async throws {
        let scenario = try StoreScenario()
        try await scenario.life(segments: 4)
        #expect(try await begin(scenario, 1) == 2)
        let begun = try await scenario.store.contents(.needed)
        #expect(begun.isUnfinished && begun.inventory.end == ReplicaPoint(timeline: 1, sequence: 5))
        #expect(try RestorePlan.make(to: nil, from: begun.inventory).point.sequence == 5)
        let last = try await scenario.ship(1, behind: scenario.finish(2, branch: nil, writer: 1), writer: 1)
        #expect(last.point == ReplicaPoint(timeline: 2, sequence: 1))
        #expect(try await scenario.store.contents(.needed).inventory.end == last.point)
    }

    @Test("A state that the database is not in is no branch")
    func otherState() async throws {
        let scenario = try StoreScenario()
        var last = try await scenario.life(segments: 1)
        last.hashAfter = 78
        let branch = last
        await #expect(throws: ReplicatorError.branchDiffers(point: last.point)) {
            try await begin(scenario, 2, branch: branch)
        }
        #expect(scenario.epochs.count == 1)
    }

    @Test(
        "A start that is cut short at any creation is continued with, whether the object was stored or not",
        arguments: [0, 1].flatMap { step in
            [false, true].flatMap { stored in [false, true].flatMap { same in [(step, stored, same)] } }
        }, [false, true])
    func crash(_ cut: (step: Int, isStored: Bool, sameWriter: Bool), branches: Bool) async throws {
        let scenario = try StoreScenario()
        let last = try await scenario.life(segments: 3)
        let branch = branches ? last : nil
        let old = try await scenario.store.contents(.needed)
        let creations = Mutex(0)
        scenario.objects.onRequest { operation, _ in
            guard operation == .create else { return nil }
            let number = creations.withLock { count in
                count += 1; return count - 1
            }
            return number == cut.step ? (cut.isStored ? .lostAcknowledgement : .unavailable) : nil
        }
        await #expect(throws: ObjectStoreError.self) { try await begin(scenario, 5, also: [1], branch: branch) }
        scenario.objects.onRequest(nil)
        let writer: Word128 = cut.sameWriter ? 5 : 6
        // With what was known before the crash, as a retry has it, and with what is there now.
        let contents = cut.sameWriter ? old : nil
        #expect(try await begin(scenario, writer, also: [1, 5], branch: branch, contents: contents) == 2)
        #expect(scenario.epochs.count == 2)
        #expect(scenario.objects.names().filter { $0.contains("t00000001/seg/") }.count == 4)
        let newest = try await scenario.ship(
            1, behind: scenario.finish(2, branch: branch, writer: writer), writer: writer)
        #expect(try await scenario.store.contents(.needed).inventory.end == newest.point)
    }

    @Test("What another began and left is superseded by a branch, and what it still sends is refused")
    func abandoned() async throws {
        let scenario = try StoreScenario()
        let last = try await scenario.life(segments: 3)
        #expect(try await begin(scenario, 2, also: [1]) == 2)
        #expect(try await begin(scenario, 3, branch: last) == 3)
        let late = ChainEnd(timeline: 2, hash: 77, databasePages: 3, timestamp: 1_000)
        let (header, bytes) = try scenario.segment(late, writer: 2)
        let name = ReplicaKey.segment(StoreScenario.database, timeline: 2, sequence: 1)
        #expect(
            try await scenario.store.create(bytes, header: header, under: name)
                == .fenced(writer: 3, timeline: 2, sequence: 1))
        try await scenario.finish(3, branch: last, writer: 3)
        let contents = try await scenario.store.contents()
        #expect(contents.inventory.end == ReplicaPoint(timeline: 3, sequence: 3) && !contents.isUnfinished)
        #expect(try RestorePlan.make(to: nil, from: contents.inventory).snapshot.point.timeline == 3)
    }

    @Test("A parent that never came into a manifest is known by its record")
    func unnamedParent() async throws {
        let scenario = try StoreScenario()
        let last = try await scenario.life(segments: 2)
        #expect(try await begin(scenario, 2, branch: last) == 2)
        let begun = try #require(try await scenario.store.endHeader(of: scenario.store.contents()))
        #expect(begun.timeline == 2)
        #expect(try await begin(scenario, 3, branch: begun) == 3)
        let end = try await scenario.ship(1, behind: scenario.finish(3, branch: begun, writer: 3), writer: 3)
        for scope in [SegmentScope.needed, .all] {
            var inventory = try await scenario.store.contents(scope).inventory
            #expect(inventory.timelines.keys.sorted() == [1, 2, 3])
            inventory.snapshots.removeAll { $0.point.timeline == 3 }
            if case .all = scope { #expect(try RestorePlan.make(to: end.point, from: inventory).changes.count == 3) }
        }
    }

    @Test("What this directory wrote since it looked is no fence, and has to be read")
    func changed() async throws {
        let scenario = try StoreScenario()
        let last = try await scenario.life(segments: 1)
        let old = try await scenario.store.contents()
        let next = try await scenario.ship(1, behind: ChainEnd(after: last), writer: 1)
        await #expect(throws: ReplicatorError.changed(point: next.point)) {
            try await begin(scenario, 2, also: [1], contents: old)
        }
        await #expect(throws: ReplicatorError.fenced(writer: 1, point: next.point)) {
            try await begin(scenario, 2, contents: old)
        }
    }

    @Test("Of two that begin at the same time exactly one wins", arguments: [false, true])
    func race(isFirst: Bool) async throws {
        for round in 0..<100 {
            let scenario = try StoreScenario(seed: UInt64(round))
            let branch = isFirst ? nil : try await scenario.life(segments: 2)
            let contents = try await scenario.store.contents(.needed)
            let won = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<2 {
                    group.addTask {
                        let writer = Word128(UInt128(10 + number))
                        do {
                            _ = try await begin(scenario, writer, branch: branch, contents: contents)
                            return number
                        } catch ReplicatorError.fenced(let other, _) {
                            #expect(other != writer)
                            return nil
                        } catch {
                            Issue.record(error)
                            return nil
                        }
                    }
                }
                return await group.reduce(into: []) { won, number in if let number { won.append(number) } }
            }
            #expect(won.count == 1, "round \(round)")
            #expect(scenario.epochs.count == (isFirst ? 1 : 2))
        }
    }

    @Test("It is the same in a directory")
    func directory() async throws {
        let scratch = try Scratch()
        let objects = try await DirectoryObjectStore(root: scratch.path + "/store")
        let scenario = try StoreScenario()
        let store = ReplicaStore(objects: objects, database: StoreScenario.database, key: scenario.store.key)
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            let contents = try await store.contents()
            for writer in UInt64(1)...4 {
                group.addTask {
                    let start = TimelineStart(
                        store: store, writer: Word128(UInt128(writer)), writers: [],
                        surroundings: StoreScenario.surroundings(seed: writer))
                    do {
                        return try await start.begin(
                            contents, branch: nil, pageSize: scenario.pageSize, state: scenario.state) == 1
                    } catch ReplicatorError.fenced {
                        return false
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(won == 1)
        #expect(try await store.contents(.needed).isUnfinished)
    }
}
