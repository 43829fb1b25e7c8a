import LogBlocks
import Signals
import Support
import Testing

struct SegmentTests {
    /// Lines of many streams, out of order, with metadata here and there.
    static func entries(_ count: Int, streams: UInt32 = 7, seed: UInt64 = 1, metadata: Bool = false) throws
        -> LogEntries
    {
        var generator = SplitMix64(seed: seed)
        var entries = LogEntries()
        for index in 0..<count {
            let number = Int.random(in: 0..<1_000, using: &generator)
            let line = "level=info request=r\(index) duration=\(number)ms path=/predict user=key:\(number % 7)"
            try entries.append(
                stream: UInt32.random(in: 1...streams, using: &generator) * 3,
                timestamp: 1_000_000_000 * Int64(index) + Int64(number) * 1_000_000, line: Array(line.utf8),
                metadata: metadata && index % 3 == 0 ? LabelSet([Label("trace_id", "t\(index)")]) : .empty)
        }
        return entries
    }

    struct Found: Equatable {
        var stream: UInt32
        var timestamp: Int64
        var line: [UInt8]
        var metadata: LabelSet

        init(_ line: LogLine) {
            (stream, timestamp, self.line, metadata) = (line.stream, line.timestamp, Array(line.line), line.metadata)
        }

        init(_ entries: LogEntries, _ index: Int) {
            (stream, timestamp) = (entries.streams[index], entries.timestamps[index])
            (line, metadata) = (Array(entries.line(index)), entries.metadata(index))
        }
    }

    static func search(
        _ bytes: [UInt8], _ selection: LogSelection = LogSelection(from: .min, to: .max),
        dictionary: LogDictionary? = nil
    ) throws -> [Found] {
        var found: [Found] = []
        try Segment(bytes).search(selection, dictionary: dictionary, with: SegmentDecoder()) { found.append(Found($0)) }
        return found
    }

    /// What a search must answer, found the slow way.
    static func expected(_ entries: LogEntries, _ wanted: (Found) -> Bool = { _ in true }) -> [Found] {
        (0..<entries.count).map { (Found(entries, $0), $0) }.filter { wanted($0.0) }
            .sorted { ($0.0.stream, $0.0.timestamp, $0.1) < ($1.0.stream, $1.0.timestamp, $1.1) }.map(\.0)
    }

    @Test(arguments: [1, 2, 500, 20_000], [false, true])
    func everythingComesBack(count: Int, metadata: Bool) throws {
        let entries = try Self.entries(count, metadata: metadata)
        let segment = try SegmentEncoder(level: 3).encode(entries, dictionary: nil)
        #expect(try Self.search(segment.bytes) == Self.expected(entries))
        #expect(try Segment(segment.bytes).summary == segment.summary)
        #expect(segment.summary.entries == count && segment.summary.textBytes == entries.text.count)
        let again = try Segment(segment.bytes).entries(dictionary: nil, with: SegmentDecoder())
        #expect((0..<again.count).map { Found(again, $0) } == Self.expected(entries))
    }

    @Test func selectsStreamsTimesAndNeedles() throws {
        let entries = try Self.entries(5_000)
        let bytes = try SegmentEncoder(level: 3).encode(entries, dictionary: nil).bytes
        let time: (from: Int64, to: Int64) = (1_000_000_000_000, 3_000_000_000_000)
        let selection = LogSelection(
            streams: [3, 9], from: time.from, to: time.to,
            needles: [Needle("user=key:3"), Needle("ms path"), Needle("")])
        let expected = Self.expected(entries) {
            [3, 9].contains($0.stream) && (time.from..<time.to).contains($0.timestamp)
                && String(decoding: $0.line, as: UTF8.self).contains("user=key:3")
        }
        #expect(!expected.isEmpty)
        #expect(try Self.search(bytes, selection) == expected)
    }

    @Test func timesAreHalfOpen() throws {
        var entries = LogEntries()
        for time in [10, 11, 12] as [Int64] { try entries.append(stream: 1, timestamp: time, line: [UInt8]("x".utf8)) }
        let bytes = try SegmentEncoder(level: 1).encode(entries, dictionary: nil).bytes
        #expect(try Self.search(bytes, LogSelection(from: 10, to: 12)).map(\.timestamp) == [10, 11])
        #expect(try Self.search(bytes, LogSelection(from: 12, to: 12)).isEmpty)
    }

    @Test func anyBytesAndExtremeTimesSurvive() throws {
        var generator = SplitMix64(seed: 4)
        var entries = LogEntries()
        let times: [Int64] = [.min, .max, 0, -1, 1, .min + 1]
        for index in 0..<600 {
            let line = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                UInt8.random(in: .min ... .max, using: &generator)
            }
            try entries.append(stream: index % 2 == 0 ? .max : 0, timestamp: times[index % times.count], line: line)
        }
        let bytes = try SegmentEncoder(level: 3).encode(entries, dictionary: nil).bytes
        #expect(try Self.search(bytes) == Self.expected(entries) { $0.timestamp < .max })
        let again = try Segment(bytes).entries(dictionary: nil, with: SegmentDecoder())
        #expect(again.count == 600 - 100, "the last nanosecond of all is outside every half-open range")
    }

    @Test func aLineAtTheBoundAndOneBeyond() throws {
        var entries = LogEntries()
        let line = [UInt8](repeating: 0x61, count: Limits.lineBytes)
        try entries.append(stream: 1, timestamp: 1, line: line)
        try entries.append(stream: 1, timestamp: 2, line: [0x62])
        let bytes = try SegmentEncoder(level: 3).encode(entries, dictionary: nil).bytes
        #expect(bytes.count < 10_000)
        #expect(try Self.search(bytes) == Self.expected(entries))
        #expect(throws: LogBlockError.tooLarge("bytes in a line", count: line.count + 1, limit: Limits.lineBytes)) {
            try entries.append(stream: 1, timestamp: 3, line: line + [0x61])
        }
        #expect(entries.count == 2)
    }

    @Test func emptyLinesEndBlocksByTheirNumber() throws {
        var entries = LogEntries()
        for index in 0..<3 * Limits.blockEntries { try entries.append(stream: 1, timestamp: Int64(index), line: []) }
        let bytes = try SegmentEncoder(level: 3).encode(entries, dictionary: nil).bytes
        #expect(try Self.search(bytes).count == 3 * Limits.blockEntries)
    }

    @Test func noEntriesAreNoSegment() throws {
        #expect(throws: LogBlockError.empty) { try SegmentEncoder(level: 3).encode(LogEntries(), dictionary: nil) }
    }

    @Test func aNeedleAcrossTwoLinesIsNone() throws {
        var entries = LogEntries()
        for line in ["one ab", "cd two", "abcd", "ab cd", "xabcabcdx"] {
            try entries.append(stream: 1, timestamp: 1, line: [UInt8](line.utf8))
        }
        let bytes = try SegmentEncoder(level: 3).encode(entries, dictionary: nil).bytes
        let found = try Self.search(bytes, LogSelection(from: 0, to: 9, needles: [Needle("abcd")]))
        #expect(found.map { String(decoding: $0.line, as: UTF8.self) } == ["abcd", "xabcabcdx"])
    }
}
