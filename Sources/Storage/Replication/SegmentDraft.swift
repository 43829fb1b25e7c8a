public import Replication

/// All that a segment needs besides its pages.
public struct SegmentDraft: Sendable {
    /// Where the chain ends that it continues.
    public var end: ChainEnd
    /// Of the database.
    public var database: DatabaseID
    /// What it is encrypted with.
    public var key: MasterKey
    /// Milliseconds since 1970.
    public var now: Int64
    /// The random number of this process.
    public var writer: Word128
    /// Random, for this segment alone.
    public var salt: Replication.Digest
    /// The bounds of objects.
    public var limits: Replication.Limits

    /// A segment to come.
    public init(
        end: ChainEnd, database: DatabaseID, key: MasterKey, now: Int64, writer: Word128, salt: Replication.Digest,
        limits: Replication.Limits = .standard
    ) {
        self.end = end
        self.database = database
        self.key = key
        self.now = now
        self.writer = writer
        self.salt = salt
        self.limits = limits
    }

    /// Reads the pages twice, first for the hash that the header states: a stretch may be larger than memory.
    func seal(
        _ stretch: LogStretch, from log: LogReader, hashes: PageHashes, append: ([UInt8]) throws -> Void
    ) throws -> SealedSegment {
        let hasher = PageHasher(key: key, database: database)
        var changes: [HashedPage] = []
        try log.images(of: stretch) { page, image in
            changes.append(HashedPage(page: page, hash: hasher.hash(page: page, image: image)))
        }
        var hashes = hashes
        do {
            try hashes.apply(changes, databasePages: stretch.databasePages, limits: limits)
        } catch {
            throw CaptureError.pages(path: log.path, error)
        }
        var header = end.next(
            .segment, of: database, key: key, pageSize: stretch.header.pageSize, databasePages: stretch.databasePages,
            hash: hashes.databaseHash, now: now, writer: writer, salt: salt)
        header.logPosition = stretch.position
        var object = try ObjectWriter(
            header: header, pages: changes.count, key: key, limits: limits, append: append)
        try log.images(of: stretch) { try object.add(page: $0, image: $1, append: append) }
        try object.finish(append: append)
        return SealedSegment(header: object.header, hashes: hashes)
    }
}

/// A segment that was sealed, and the database behind it.
public struct SealedSegment: Sendable {
    /// Its header.
    public let header: ObjectHeader
    /// The hashes of the database's pages behind it.
    public let hashes: PageHashes
}
