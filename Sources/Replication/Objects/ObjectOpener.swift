/// Reads an object piece by piece, each piece authenticated before anything is done with it.
///
/// A reader with ranged access asks for the header, then for ``tailRange(sizeBytes:)``, then for the chunks it wants.
public struct ObjectOpener: Sendable {
    /// The header of the object, authentic once ``index(tail:sizeBytes:)`` has succeeded.
    public let header: ObjectHeader

    private let cipher: ChunkCipher
    private let limits: Limits

    /// Takes the first ``ObjectHeader/byteCount`` bytes of an object.
    public init(header bytes: [UInt8], key: MasterKey, limits: Limits = .standard) throws(ObjectError) {
        header = try ObjectHeader(bytes, limits: limits)
        guard header.keyIdentity == key.identity else {
            throw .otherKey(expected: key.identity, found: header.keyIdentity)
        }
        self.limits = limits
        cipher = ChunkCipher(header: header, key: key)
    }

    /// The bytes of an object that hold its index and what stands behind it.
    ///
    /// The count of chunks, which the header states, decides.
    public func tailRange(sizeBytes: Int) throws(ObjectError) -> Range<Int> {
        let start = sizeBytes - ObjectTrailer.byteCount - indexBytes
        guard start >= ObjectHeader.byteCount else { throw .damaged(part: "the length") }
        return start..<sizeBytes
    }

    private var indexBytes: Int { 8 + Int(header.chunks) * ChunkEntry.byteCount + ChunkCipher.tagBytes }

    /// The index of an object of `sizeBytes`, from the bytes of ``tailRange(sizeBytes:)``.
    public func index(tail: [UInt8], sizeBytes: Int) throws(ObjectError) -> ObjectIndex {
        let range = try tailRange(sizeBytes: sizeBytes)
        guard tail.count == range.count else { throw .damaged(part: "the end") }
        let trailer = ObjectTrailer(bytes: Array(tail.suffix(ObjectTrailer.byteCount)))
        guard trailer == ObjectTrailer(indexOffset: UInt64(range.lowerBound), indexBytes: UInt32(indexBytes)) else {
            throw .damaged(part: "the end")
        }
        let sealed = tail.dropLast(ObjectTrailer.byteCount)
        guard let plain = cipher.open(sealed, number: header.chunks, isEnd: true),
            let index = ObjectIndex(bytes: plain), index.entries.count == header.chunks, index.end == range.lowerBound
        else { throw .damaged(part: "the index") }
        try check(index)
        return index
    }

    /// What the entries claim is compared with the bounds before a chunk is opened.
    private func check(_ index: ObjectIndex) throws(ObjectError) {
        guard header.kind != .manifest else {
            for entry in index.entries where entry.plainBytes > limits.payloadBytes {
                throw .tooLarge(what: "bytes of payload", count: Int(entry.plainBytes), limit: limits.payloadBytes)
            }
            return
        }
        let pageBytes = 4 + header.pageSize.bytes
        let limit = PageChunk.capacity(pageSize: header.pageSize, limits: limits) * pageBytes
        var pages = 0
        var last: UInt32 = 0
        for entry in index.entries {
            guard entry.plainBytes <= limit else {
                throw .tooLarge(what: "bytes in a chunk", count: Int(entry.plainBytes), limit: limit)
            }
            guard entry.firstPage > last, entry.lastPage >= entry.firstPage else { throw .damaged(part: "the index") }
            last = entry.lastPage
            pages += Int(entry.plainBytes) / pageBytes
        }
        guard pages == header.pages else { throw .damaged(part: "the index") }
    }

    /// The pages of the chunk `number`, from the bytes of its range.
    public func pages(_ bytes: ArraySlice<UInt8>, number: Int, of index: ObjectIndex) throws(ObjectError) -> PageChunk {
        let entry = index.entries[number]
        guard
            let chunk = PageChunk(
                plainBytes: try plain(bytes, number: number, entry: entry), pageSize: header.pageSize,
                databasePages: header.databasePages),
            chunk.pages.first == entry.firstPage, chunk.pages.last == entry.lastPage
        else { throw .damaged(part: "chunk \(number)") }
        return chunk
    }

    /// The payload of an object without pages.
    public func payload(_ bytes: ArraySlice<UInt8>, of index: ObjectIndex) throws(ObjectError) -> [UInt8] {
        guard let entry = index.entries.first, header.kind == .manifest else { throw .damaged(part: "the payload") }
        return try plain(bytes, number: 0, entry: entry)
    }

    private func plain(
        _ bytes: ArraySlice<UInt8>, number: Int, entry: ChunkEntry
    ) throws(ObjectError) -> [UInt8] {
        guard bytes.count == entry.sealedBytes, let frame = cipher.open(bytes, number: UInt32(number), isEnd: false),
            let plain = Native.decompress(frame, size: Int(entry.plainBytes))
        else { throw .damaged(part: "chunk \(number)") }
        return plain
    }
}

/// A whole object whose every byte has been authenticated.
public struct OpenedObject: Sendable {
    /// Its header.
    public let header: ObjectHeader
    /// Its pages, chunk by chunk.
    public let chunks: [PageChunk]
    /// Its payload, if it is one without pages.
    public let payload: [UInt8]?

    /// Opens an object that is in memory as a whole.
    public init(_ bytes: [UInt8], key: MasterKey, limits: Limits = .standard) throws(ObjectError) {
        guard bytes.count >= ObjectHeader.byteCount else { throw .damaged(part: "the header") }
        let opener = try ObjectOpener(header: Array(bytes[..<ObjectHeader.byteCount]), key: key, limits: limits)
        let tail = try opener.tailRange(sizeBytes: bytes.count)
        let index = try opener.index(tail: Array(bytes[tail]), sizeBytes: bytes.count)
        header = opener.header
        guard header.kind != .manifest else {
            chunks = []
            payload = try opener.payload(bytes[index.ranges[0]], of: index)
            return
        }
        var chunks: [PageChunk] = []
        for number in index.entries.indices {
            chunks.append(try opener.pages(bytes[index.ranges[number]], number: number, of: index))
        }
        self.chunks = chunks
        payload = nil
    }
}
