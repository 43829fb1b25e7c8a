internal import Replication

/// Several objects become one.
enum ObjectMerge {
    /// Objects (whole, in memory), oldest first, become one whose header is `header`, in which the counts are set here: the
    /// newest image of each page, and no page beyond the database's end.
    ///
    /// That they follow each other is for the caller to check. It blocks, and throws `ObjectError` for objects that are damaged
    /// or have other pages.
    static func merge(
        _ objects: [[UInt8]], into header: ObjectHeader, key: MasterKey, limits: Replication.Limits
    ) throws -> [UInt8] {
        var sources = try objects.map { try MergeSource($0, key: key, limits: limits) }
        // The header states how many pages there are, so they are looked through once before.
        var newest: [UInt32: Int] = [:]
        for (number, source) in sources.enumerated() {
            try source.pages { page in
                if page <= header.databasePages { newest[page] = number }
            }
        }
        var merged: [UInt8] = []
        var writer = try ObjectWriter(header: header, pages: newest.count, key: key, limits: limits) { merged += $0 }
        for (page, number) in newest.sorted(by: { $0.key < $1.key }) {
            try writer.add(page: page, image: try sources[number].image(of: page)) { merged += $0 }
        }
        try writer.finish { merged += $0 }
        return merged
    }

    /// The header of a whole object, authenticated.
    static func header(of bytes: [UInt8], key: MasterKey, limits: Replication.Limits) throws -> ObjectHeader {
        try MergeSource(bytes, key: key, limits: limits).header
    }
}

/// An object that is read page by page in ascending order, with one of its chunks open at most.
private struct MergeSource {
    private let bytes: [UInt8]
    private let opener: ObjectOpener
    private let index: ObjectIndex
    private var next = 0
    private var place = 0
    private var chunk: PageChunk?

    init(_ bytes: [UInt8], key: MasterKey, limits: Replication.Limits) throws {
        guard bytes.count >= ObjectHeader.byteCount else { throw ObjectError.damaged(part: "the header") }
        self.bytes = bytes
        opener = try ObjectOpener(header: Array(bytes[..<ObjectHeader.byteCount]), key: key, limits: limits)
        guard opener.header.kind != .manifest else { throw ObjectError.pages(reason: "the object is a manifest") }
        let tail = try opener.tailRange(sizeBytes: bytes.count)
        index = try opener.index(tail: Array(bytes[tail]), sizeBytes: bytes.count)
    }

    var header: ObjectHeader { opener.header }

    func pages(_ body: (UInt32) -> Void) throws {
        for number in index.entries.indices { try open(number).pages.forEach(body) }
    }

    /// The image of a page that is there, and behind the one that was asked for before.
    mutating func image(of page: UInt32) throws -> ArraySlice<UInt8> {
        if chunk?.pages.last ?? 0 < page {
            chunk = nil
            while next < index.entries.count, index.entries[next].lastPage < page { next += 1 }
            guard next < index.entries.count else {
                throw ObjectError.pages(reason: "page \(page) is not in the object")
            }
            chunk = try open(next)
            next += 1
            place = 0
        }
        guard let chunk else { throw ObjectError.pages(reason: "page \(page) is not in the object") }
        while place < chunk.pages.count, chunk.pages[place] < page { place += 1 }
        guard place < chunk.pages.count, chunk.pages[place] == page else {
            throw ObjectError.pages(reason: "page \(page) is not in the object")
        }
        return chunk.image(at: place)
    }

    private func open(_ number: Int) throws -> PageChunk {
        try opener.pages(bytes[index.ranges[number]], number: number, of: index)
    }
}
