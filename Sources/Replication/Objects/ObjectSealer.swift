/// A chunk as it goes into an object.
public struct SealedChunk: Sendable, Hashable {
    /// Its bytes.
    public let bytes: [UInt8]
    /// Its line in the object's index.
    public let entry: ChunkEntry
}

/// Makes the parts of an object: the header, each chunk, and the end.
///
/// Chunks may be sealed on several threads at once; they go into the object in the order of their numbers.
public struct ObjectSealer: Sendable {
    /// The level of zstd: its default, which compresses pages of SQLite within some percent of slower ones.
    static let compressionLevel: Int32 = 3

    /// The header of the object.
    public let header: ObjectHeader

    private let cipher: ChunkCipher
    private let limits: Limits

    /// Begins an object; the header's counts of pages and chunks are what will follow.
    public init(header: ObjectHeader, key: MasterKey, limits: Limits = .standard) throws(ObjectError) {
        try header.check(limits: limits)
        guard header.keyIdentity == key.identity else {
            throw .otherKey(expected: key.identity, found: header.keyIdentity)
        }
        self.header = header
        self.limits = limits
        cipher = ChunkCipher(header: header, key: key)
    }

    /// Seals the chunk of pages that is the `number`th of the object, from 0 on.
    public func seal(_ chunk: PageChunk, number: Int) throws(ObjectError) -> SealedChunk {
        guard chunk.pageSize == header.pageSize else { throw .pages(reason: "they have another size") }
        guard let first = chunk.pages.first, let last = chunk.pages.last else { throw .pages(reason: "there are none") }
        guard last <= header.databasePages, !chunk.pages.contains(header.pageSize.lockPage) else {
            throw .pages(reason: "page \(last) is not of the database")
        }
        let limit = PageChunk.capacity(pageSize: header.pageSize, limits: limits)
        guard chunk.pages.count <= limit else {
            throw .tooLarge(what: "pages in a chunk", count: chunk.pages.count, limit: limit)
        }
        return try seal(chunk.plainBytes, number: number, pages: first...last)
    }

    /// Seals the payload of an object without pages.
    public func seal(payload: [UInt8]) throws(ObjectError) -> SealedChunk {
        guard payload.count <= limits.payloadBytes else {
            throw .tooLarge(what: "bytes of payload", count: payload.count, limit: limits.payloadBytes)
        }
        return try seal(payload, number: 0, pages: 0...0)
    }

    private func seal(
        _ plain: [UInt8], number: Int, pages: ClosedRange<UInt32>
    ) throws(ObjectError) -> SealedChunk {
        guard number >= 0, number < header.chunks else {
            throw .tooLarge(what: "chunks", count: number + 1, limit: Int(header.chunks))
        }
        guard let frame = Native.compress(plain, level: Self.compressionLevel) else { throw .compressionFailed }
        guard let bytes = cipher.seal(frame, number: UInt32(number), isEnd: false) else { throw .compressionFailed }
        return SealedChunk(
            bytes: bytes,
            entry: ChunkEntry(
                sealedBytes: UInt32(bytes.count), plainBytes: UInt32(plain.count), firstPage: pages.lowerBound,
                lastPage: pages.upperBound))
    }

    /// What follows the last chunk: the sealed index and the place where it is.
    public func end(_ entries: [ChunkEntry]) throws(ObjectError) -> [UInt8] {
        guard entries.count == header.chunks else {
            throw .pages(reason: "there are \(entries.count) chunks and the header says \(header.chunks)")
        }
        let index = ObjectIndex(entries: entries)
        guard let bytes = cipher.seal(index.bytes, number: header.chunks, isEnd: true) else { throw .compressionFailed }
        return bytes + ObjectTrailer(indexOffset: UInt64(index.end), indexBytes: UInt32(bytes.count)).bytes
    }
}
