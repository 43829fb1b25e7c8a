import LogBlocks
import Testing

struct DictionaryTests {
    @Test func compressesBetterAndIsNeededToRead() throws {
        let learned = try SegmentTests.entries(5_000, seed: 1)
        let content = try #require(LogDictionary.trained(with: learned, capacity: 16 << 10))
        #expect(content.count <= 16 << 10)
        let dictionary = try LogDictionary(id: 5, content: content, level: 3)
        let entries = try SegmentTests.entries(200, seed: 2)
        let encoder = try SegmentEncoder(level: 3)
        let with = try encoder.encode(entries, dictionary: dictionary)
        let without = try encoder.encode(entries, dictionary: nil)
        #expect(with.bytes.count < without.bytes.count)
        #expect(try SegmentTests.search(with.bytes, dictionary: dictionary) == SegmentTests.expected(entries))
        #expect(throws: LogBlockError.missingDictionary(5)) { try SegmentTests.search(with.bytes) }
        let other = try LogDictionary(id: 6, content: content, level: 3)
        #expect(throws: LogBlockError.missingDictionary(5)) { try SegmentTests.search(with.bytes, dictionary: other) }
    }

    @Test func tooFewLinesTeachNothing() throws {
        #expect(LogDictionary.trained(with: LogEntries(), capacity: 1 << 14) == nil)
        #expect(LogDictionary.trained(with: try SegmentTests.entries(100), capacity: 1 << 14) == nil)
    }

    @Test func boundsOfContent() throws {
        let most = [UInt8](repeating: 1, count: Limits.dictionaryBytes)
        #expect(try LogDictionary(id: 1, content: most, level: 3).content == most)
        #expect(throws: LogBlockError.self) { try LogDictionary(id: 1, content: most + [1], level: 3) }
        #expect(throws: LogBlockError.self) { try LogDictionary(id: 1, content: [], level: 3) }
        #expect(throws: LogBlockError.self) { try LogDictionary(id: 0, content: [1], level: 3) }
    }

    @Test func trainsWhenThereIsNoneOrItHasGrownOld() {
        typealias Record = DictionaryPolicy.Record
        #expect(DictionaryPolicy.shouldTrain(nil, textBytes: 256 << 10))
        #expect(!DictionaryPolicy.shouldTrain(nil, textBytes: (256 << 10) - 1))
        let good = Record(first: 0.1, recent: 0.114, segments: 1_000)
        #expect(!DictionaryPolicy.shouldTrain(good, textBytes: 1 << 20))
        #expect(DictionaryPolicy.shouldTrain(good.adding(0.2), textBytes: 1 << 20))
        #expect(!DictionaryPolicy.shouldTrain(Record(first: 0.1, recent: 0.3, segments: 31), textBytes: 1 << 20))
    }
}
