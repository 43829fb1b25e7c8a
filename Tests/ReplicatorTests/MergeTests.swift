import Replication
import Support
import Testing

@testable import Replicator

@Suite("Objects become one")
struct MergeTests {
    private let key: MasterKey
    private let pageSize: PageSize
    private var limits = Replication.Limits.standard

    init() throws {
        key = try #require(MasterKey([UInt8](repeating: 5, count: MasterKey.byteCount)))
        pageSize = try #require(PageSize(bytes: 512))
        // Three pages in a chunk.
        limits.chunkBytes = 1_536
    }

    private func header(_ sequences: ClosedRange<UInt64>, pages: UInt32, _ generator: inout SplitMix64) -> ObjectHeader
    {
        ObjectHeader(
            kind: .segment, keyIdentity: key.identity, database: DatabaseID(1), timeline: 1, sequences: sequences,
            pageSize: pageSize, databasePages: pages, hashBefore: 0, hashAfter: 0, previous: .none, timestamp: 1,
            writer: 1, salt: Replication.Digest(of: [UInt8.random(in: 0...255, using: &generator)]))
    }

    private func object(_ header: ObjectHeader, _ pages: [UInt32: UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var writer = try ObjectWriter(header: header, pages: pages.count, key: key, limits: limits) { bytes += $0 }
        for (page, value) in pages.sorted(by: { $0.key < $1.key }) {
            try writer.add(page: page, image: [UInt8](repeating: value, count: 512)[...]) { bytes += $0 }
        }
        try writer.finish { bytes += $0 }
        return bytes
    }

    private func pages(_ bytes: [UInt8]) throws -> [UInt32: UInt8] {
        var pages: [UInt32: UInt8] = [:]
        for chunk in try OpenedObject(bytes, key: key, limits: limits).chunks {
            for (index, page) in chunk.pages.enumerated() { pages[page] = chunk.image(at: index).first }
        }
        return pages
    }

    @Test("The newest image of each page wins, and no page is beyond the end", arguments: UInt64(1)...40)
    func newest(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let databasePages = UInt32.random(in: 0...30, using: &generator)
        var expected: [UInt32: UInt8] = [:]
        var objects: [[UInt8]] = []
        for number in 0..<Int.random(in: 1...6, using: &generator) {
            var changes: [UInt32: UInt8] = [:]
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                changes[UInt32.random(in: 1...40, using: &generator)] = UInt8(number)
            }
            expected.merge(changes) { $1 }
            objects.append(try object(header(1...1, pages: 40, &generator), changes))
        }
        expected = expected.filter { $0.key <= databasePages }
        let merged = try ObjectMerge.merge(
            objects, into: header(6...6, pages: databasePages, &generator), key: key, limits: limits)
        #expect(try pages(merged) == expected)
        let header = try ObjectMerge.header(of: merged, key: key, limits: limits)
        #expect(header.pages == UInt32(expected.count))
        #expect(header.lastSequence == 6)
    }

    @Test("A damaged object does not become part of another", arguments: [0, 100, 300, -200, -1])
    func damage(place: Int) throws {
        var generator = SplitMix64(seed: 3)
        let sound = try object(header(1...1, pages: 40, &generator), [1: 1, 2: 2, 3: 3, 4: 4])
        var damaged = sound
        damaged[place < 0 ? damaged.count + place : place] ^= 4
        let target = header(2...2, pages: 40, &generator)
        #expect(throws: ObjectError.self) {
            try ObjectMerge.merge([sound, damaged], into: target, key: key, limits: limits)
        }
    }

    @Test("What is ready is chosen by level, within the bytes, and large pieces stay what they are")
    func choice() {
        func piece(_ sequences: ClosedRange<UInt64>, _ seconds: Int64, level: UInt8 = 0, bytes: Int = 10)
            -> CompactionPiece
        {
            let key: ReplicaKey =
                level == 0
                ? .segment(DatabaseID(1), timeline: 1, sequence: sequences.lowerBound)
                : .run(DatabaseID(1), timeline: 1, level: level, sequences: sequences)
            return CompactionPiece(
                key: key, level: level, sequences: sequences, timestamp: seconds * 1_000, sizeBytes: bytes)
        }
        func choose(_ pieces: [CompactionPiece], _ bytes: Int = 100) -> (UInt8, ClosedRange<UInt64>)? {
            CompactionChoice.next(pieces, snapshots: [], limits: .standard, bytes: bytes).flatMap { choice in
                guard let first = choice.pieces.first, let last = choice.pieces.last else { return nil }
                return (choice.level, first.sequences.lowerBound...last.sequences.upperBound)
            }
        }
        let three = [piece(1...1, 1), piece(2...2, 2), piece(3...3, 3)]
        #expect(choose(three) == nil)
        #expect(choose(three + [piece(4...4, 31)]).map { $0 == (1, 1...3) } == true)
        #expect(choose(three + [piece(4...4, 31)], 25).map { $0 == (1, 1...2) } == true)
        #expect(
            choose([piece(1...1, 1, bytes: 99)] + three.dropFirst() + [piece(4...4, 31)]).map { $0 == (1, 2...3) }
                == true)
        // A run and single segments of quiet times become one of the next level.
        let quiet = [piece(1...3, 3, level: 1), piece(4...4, 100), piece(5...5, 200), piece(6...6, 301)]
        #expect(choose(quiet).map { $0 == (2, 1...5) } == true)
        // What a run has is not merged once more.
        #expect(choose(three + [piece(1...3, 3, level: 1), piece(4...4, 31)]) == nil)
    }
}
