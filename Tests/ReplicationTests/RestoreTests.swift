import Replication
import Support
import Testing

@Suite("Putting a database together")
struct RestoreTests {
    /// A random history of a database: its states, its objects and their headers.
    private struct History {
        var scenario: ReplicaScenario
        var states: [[UInt32: [UInt8]]] = []
        var objects: [[UInt8]] = []
        var headers: [ObjectHeader] = []

        init(seed: UInt64, changes: Int) throws {
            scenario = try ReplicaScenario(seed: seed)
            var hashes = PageHashes(pageSize: scenario.pageSize)
            var state: [UInt32: [UInt8]] = [:]
            var identity = Digest.none
            for sequence in 0...UInt64(changes) {
                let pages = UInt32.random(in: 1...20, using: &scenario.generator)
                var changed: [UInt32: [UInt8]] = [:]
                for page in 1...pages where state[page] == nil || Bool.random(using: &scenario.generator) {
                    changed[page] = scenario.image()
                }
                let before = hashes.databaseHash
                let hasher = scenario.hasher
                try hashes.apply(
                    changed.map { HashedPage(page: $0.key, hash: hasher.hash(page: $0.key, image: $0.value[...])) },
                    databasePages: pages)
                state = state.filter { $0.key <= pages }.merging(changed) { $1 }
                var header = try scenario.header(
                    sequence == 0 ? .snapshot : .segment, sequences: sequence...sequence, databasePages: pages,
                    before: before, after: hashes.databaseHash, previous: identity)
                if sequence == 0 { header.hashBefore = header.hashAfter }
                let object = try scenario.object(header, changed)
                headers.append(try scenario.open(object).header)
                identity = sequence == 0 ? .none : headers[headers.count - 1].identity
                states.append(state)
                objects.append(object)
            }
        }

        func restore(_ objects: [[UInt8]], to target: ObjectHeader) throws -> [UInt32: [UInt8]] {
            var result: [UInt32: [UInt8]] = [:]
            var assembly = RestoreAssembly(target: target)
            for object in objects.reversed() {
                for chunk in try scenario.open(object).chunks.shuffled() {
                    try assembly.add(chunk, hashes: scenario.hasher.hashes(of: chunk)) { page, image in
                        #expect(result.updateValue(Array(image), forKey: page) == nil)
                    }
                }
            }
            try assembly.finish()
            return result
        }
    }

    @Test("Every point of a random history is restored exactly", arguments: 0..<20 as Range<UInt64>)
    func histories(seed: UInt64) throws {
        let history = try History(seed: seed, changes: 8)
        for point in history.headers.indices {
            let end = try Chain.verify(
                snapshot: [history.headers[0]], changes: Array(history.headers[1..<(point + 1)]))
            #expect(end == history.headers[point])
            let restored = try history.restore(Array(history.objects[...point]), to: end)
            #expect(restored == history.states[point])
        }
    }

    @Test("A missing, a doubled, a reordered and an exchanged object are refused")
    func chains() throws {
        let history = try History(seed: 3, changes: 4)
        let other = try History(seed: 4, changes: 4)
        let headers = history.headers
        func verify(_ changes: [ObjectHeader]) throws(RestoreError) {
            _ = try Chain.verify(snapshot: [headers[0]], changes: changes)
        }
        try verify(Array(headers[1...4]))
        #expect(throws: RestoreError.brokenChain(sequence: 2, reason: "there is nothing")) {
            try verify([headers[1], headers[3]])
        }
        #expect(throws: RestoreError.self) { try verify([headers[1], headers[1]]) }
        #expect(throws: RestoreError.self) { try verify([headers[2], headers[1]]) }
        #expect(throws: RestoreError.self) { try verify([headers[1], other.headers[2]]) }
        var older = headers[2]
        older.timestamp -= 1
        #expect(throws: RestoreError.self) { try verify([headers[1], older]) }
        var renamed = headers[2]
        renamed.previous = .none
        #expect(throws: RestoreError.brokenChain(sequence: 2, reason: "it follows another object")) {
            try verify([headers[1], renamed])
        }
        #expect(throws: RestoreError.self) { try Chain.verify(snapshot: [], changes: []) }
        var half = headers[0]
        half.parts = 2
        #expect(throws: RestoreError.self) { try Chain.verify(snapshot: [half], changes: []) }
    }

    @Test("Missing pages and wrong content are never taken for a database")
    func incomplete() throws {
        let history = try History(seed: 5, changes: 3)
        #expect(throws: RestoreError.self) {
            try history.restore([], to: history.headers[3])
        }
        #expect(throws: RestoreError.otherDatabase) {
            var target = history.headers[3]
            target.hashAfter = target.hashAfter &+ 1
            _ = try history.restore(history.objects, to: target)
        }
    }
}
