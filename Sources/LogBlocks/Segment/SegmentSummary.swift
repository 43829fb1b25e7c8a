/// What one stream has in a segment.
public struct StreamSummary: Sendable, Equatable {
    /// Its number.
    public var stream: UInt32
    /// How many entries it has.
    public var entries: Int
    /// Of its lines.
    public var textBytes: Int

    /// Puts a summary together.
    public init(stream: UInt32, entries: Int, textBytes: Int) {
        self.stream = stream
        self.entries = entries
        self.textBytes = textBytes
    }
}

/// What a segment holds, to decide whether it must be read.
public struct SegmentSummary: Sendable, Equatable {
    /// The earliest time, in nanoseconds since 1970.
    public var first: Int64
    /// The latest time.
    public var last: Int64
    /// By stream, ascending.
    public var streams: [StreamSummary]

    /// How many entries there are.
    public var entries: Int { streams.reduce(0) { $0 + $1.entries } }
    /// Bytes of all lines.
    public var textBytes: Int { streams.reduce(0) { $0 + $1.textBytes } }

    /// Puts a summary together.
    public init(first: Int64, last: Int64, streams: [StreamSummary]) {
        self.first = first
        self.last = last
        self.streams = streams
    }

    /// The streams as they are stored beside a segment.
    public var encodedStreams: [UInt8] {
        var writer = ByteWriter()
        writer.varint(streams.count)
        var previous: UInt32 = 0
        for stream in streams {
            writer.varint(UInt64(stream.stream &- previous))
            writer.varint(stream.entries)
            writer.varint(stream.textBytes)
            previous = stream.stream
        }
        return writer.bytes
    }

    /// Reads what ``encodedStreams`` wrote.
    public static func decodeStreams(_ bytes: [UInt8]) throws(LogBlockError) -> [StreamSummary] {
        var reader = ByteReader(bytes[...])
        let streams = try decodeStreams(&reader)
        try reader.expectEnd()
        return streams
    }

    static func decodeStreams(_ reader: inout ByteReader) throws(LogBlockError) -> [StreamSummary] {
        let count = try reader.count("streams", limit: Limits.streams)
        var streams: [StreamSummary] = []
        var previous: UInt64 = 0
        for index in 0..<count {
            let step = try reader.varint()
            let (stream, overflow) = previous.addingReportingOverflow(step)
            guard !overflow, let id = UInt32(exactly: stream), index == 0 || step > 0 else {
                throw .damaged("its streams are out of order")
            }
            let entries = try reader.count("entries", limit: Limits.blocks * Limits.blockEntries)
            let bytes = try reader.count("bytes of text", limit: 1 << 40)
            streams.append(StreamSummary(stream: id, entries: entries, textBytes: bytes))
            previous = stream
        }
        return streams
    }
}
