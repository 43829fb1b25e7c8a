/// Writes one object page by page, in ascending order, with no more than a chunk in memory.
public struct ObjectWriter {
    private let sealer: ObjectSealer
    private let chunkPages: Int
    private var chunk: PageChunk
    private var entries: [ChunkEntry] = []
    private var pages: UInt32 = 0

    /// Begins an object of `pages` pages, and hands its first bytes to `append`.
    ///
    /// The counts of the header are set here.
    public init(
        header: ObjectHeader, pages: Int, key: MasterKey, limits: Limits = .standard,
        append: ([UInt8]) throws -> Void
    ) throws {
        var header = header
        chunkPages = PageChunk.capacity(pageSize: header.pageSize, limits: limits)
        header.pages = UInt32(clamping: pages)
        header.chunks = UInt32(clamping: (pages + chunkPages - 1) / chunkPages)
        sealer = try ObjectSealer(header: header, key: key, limits: limits)
        chunk = PageChunk(pageSize: header.pageSize)
        try append(header.bytes)
    }

    /// The header with its counts.
    public var header: ObjectHeader { sealer.header }

    /// Takes the next page, and hands a chunk to `append` when one is full.
    public mutating func add(page: UInt32, image: ArraySlice<UInt8>, append: ([UInt8]) throws -> Void) throws {
        try chunk.append(page: page, image: image)
        pages += 1
        if chunk.pages.count == chunkPages { try flush(append) }
    }

    /// Hands the rest to `append`; the object is whole then.
    public mutating func finish(append: ([UInt8]) throws -> Void) throws {
        if !chunk.pages.isEmpty { try flush(append) }
        guard pages == header.pages else {
            throw ObjectError.pages(reason: "there are \(pages) and the header says \(header.pages)")
        }
        try append(sealer.end(entries))
    }

    private mutating func flush(_ append: ([UInt8]) throws -> Void) throws {
        if let last = entries.last, last.lastPage >= chunk.pages[0] {
            throw ObjectError.pages(reason: "page \(chunk.pages[0]) is out of order")
        }
        let sealed = try sealer.seal(chunk, number: entries.count)
        entries.append(sealed.entry)
        chunk = PageChunk(pageSize: header.pageSize)
        try append(sealed.bytes)
    }
}

extension ObjectHeader {
    /// The whole object of this header that has a payload instead of pages, or nothing at all.
    public func sealed(payload: [UInt8]?, key: MasterKey, limits: Limits = .standard) throws(ObjectError) -> [UInt8] {
        var header = self
        header.pages = 0
        header.chunks = payload == nil ? 0 : 1
        let sealer = try ObjectSealer(header: header, key: key, limits: limits)
        guard let payload else { return header.bytes + (try sealer.end([])) }
        let chunk = try sealer.seal(payload: payload)
        return header.bytes + chunk.bytes + (try sealer.end([chunk.entry]))
    }
}
