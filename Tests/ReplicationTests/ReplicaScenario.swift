import Replication
import Support
import Testing

/// Databases of pages with random bytes, and the objects that they become.
struct ReplicaScenario {
    let key: MasterKey
    let database: DatabaseID
    let pageSize: PageSize
    let limits: Limits
    var generator: SplitMix64

    init(pageBytes: Int = 512, chunkPages: Int = 3, seed: UInt64 = 1) throws {
        generator = SplitMix64(seed: seed)
        key = try Self.key(seed: 7)
        database = DatabaseID(using: &generator)
        pageSize = try #require(PageSize(bytes: pageBytes))
        var limits = Limits.standard
        limits.chunkBytes = pageBytes * chunkPages
        self.limits = limits
    }

    static func key(seed: UInt64) throws -> MasterKey {
        var generator = SplitMix64(seed: seed)
        return try #require(MasterKey((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }))
    }

    var hasher: PageHasher { PageHasher(key: key, database: database) }

    /// A page of half zeros, so that it can be compressed, and half random bytes.
    mutating func image() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: pageSize.bytes)
        for index in 0..<pageSize.bytes / 2 { bytes[index] = UInt8.random(in: 0...255, using: &generator) }
        return bytes
    }

    mutating func digest() throws -> Digest {
        try #require(Digest((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }))
    }

    /// The header of an object of the database, with a salt of its own.
    mutating func header(
        _ kind: ObjectKind = .segment, sequences: ClosedRange<UInt64> = 1...1, databasePages: UInt32,
        before: Word128 = 0, after: Word128 = 0, previous: Digest = .none
    ) throws -> ObjectHeader {
        ObjectHeader(
            kind: kind, keyIdentity: key.identity, database: database, timeline: 1, sequences: sequences,
            pageSize: pageSize, databasePages: databasePages, hashBefore: before, hashAfter: after,
            previous: previous, timestamp: 1_000, writer: 5, salt: try digest())
    }

    /// A whole object of the given pages.
    func object(_ header: ObjectHeader, _ pages: [UInt32: [UInt8]]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var writer = try ObjectWriter(header: header, pages: pages.count, key: key, limits: limits) { bytes += $0 }
        for (page, image) in pages.sorted(by: { $0.key < $1.key }) {
            try writer.add(page: page, image: image[...]) { bytes += $0 }
        }
        try writer.finish { bytes += $0 }
        return bytes
    }

    func open(_ bytes: [UInt8]) throws(ObjectError) -> OpenedObject {
        try OpenedObject(bytes, key: key, limits: limits)
    }
}

extension OpenedObject {
    /// All pages with their images.
    var pages: [UInt32: [UInt8]] {
        var pages: [UInt32: [UInt8]] = [:]
        for chunk in chunks {
            for (index, page) in chunk.pages.enumerated() { pages[page] = Array(chunk.image(at: index)) }
        }
        return pages
    }
}
