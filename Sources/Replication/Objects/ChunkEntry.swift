/// Where a chunk is in its object, and what is in it.
public struct ChunkEntry: Sendable, Hashable {
    /// Bytes in the object, the authentication tag included.
    public let sealedBytes: UInt32
    /// Bytes before compression and encryption.
    public let plainBytes: UInt32
    /// The first page; 0 where there are none.
    public let firstPage: UInt32
    /// The last page; 0 where there are none.
    public let lastPage: UInt32

    static let byteCount = 16
}

/// The list of an object's chunks, and its length.
///
/// It is the last thing in an object that is encrypted, and by it an object proves that it is whole.
public struct ObjectIndex: Sendable, Hashable {
    /// The chunks in their order.
    public let entries: [ChunkEntry]
    /// The bytes of each chunk in the object.
    public let ranges: [Range<Int>]

    init(entries: [ChunkEntry]) {
        self.entries = entries
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(entries.count)
        var start = ObjectHeader.byteCount
        for entry in entries {
            ranges.append(start..<start + Int(entry.sealedBytes))
            start += Int(entry.sealedBytes)
        }
        self.ranges = ranges
    }

    /// Where the chunks end and the index begins, in bytes.
    var end: Int { ranges.last?.upperBound ?? ObjectHeader.byteCount }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(UInt64(end))
        for entry in entries {
            writer.append(entry.sealedBytes)
            writer.append(entry.plainBytes)
            writer.append(entry.firstPage)
            writer.append(entry.lastPage)
        }
        return writer.bytes
    }

    init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let end = reader.integer(UInt64.self), reader.remaining % ChunkEntry.byteCount == 0 else { return nil }
        var entries: [ChunkEntry] = []
        entries.reserveCapacity(reader.remaining / ChunkEntry.byteCount)
        while !reader.isAtEnd {
            guard let sealed = reader.integer(UInt32.self), let plain = reader.integer(UInt32.self),
                let first = reader.integer(UInt32.self), let last = reader.integer(UInt32.self)
            else { return nil }
            entries.append(ChunkEntry(sealedBytes: sealed, plainBytes: plain, firstPage: first, lastPage: last))
        }
        self.init(entries: entries)
        guard UInt64(self.end) == end else { return nil }
    }
}

/// The last 24 bytes of an object: where its index is.
struct ObjectTrailer: Hashable {
    static let byteCount = 24
    private static let magic = Array("GCREPEND".utf8)

    let indexOffset: UInt64
    let indexBytes: UInt32

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(indexOffset)
        writer.append(indexBytes)
        writer.append(UInt32(0))
        writer.append(Self.magic)
        return writer.bytes
    }

    init(indexOffset: UInt64, indexBytes: UInt32) {
        self.indexOffset = indexOffset
        self.indexBytes = indexBytes
    }

    init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let offset = reader.integer(UInt64.self), let count = reader.integer(UInt32.self),
            reader.integer(UInt32.self) == 0, reader.bytes(8).map(Array.init) == Self.magic, reader.isAtEnd
        else { return nil }
        indexOffset = offset
        indexBytes = count
    }
}
