/// What an object holds.
public enum ObjectKind: UInt8, Sendable, Hashable, CaseIterable {
    /// The pages that one or more commits changed, under the next sequence number.
    case segment = 1
    /// Some of all pages of the database.
    case snapshot = 2
    /// Several segments folded into one object.
    case run = 3
    /// The record that a writer took over or that a timeline began; it has no pages.
    case epoch = 4
    /// The list of what there is besides segments.
    case manifest = 5
}

/// Where in the local write-ahead log a segment ended, so that its writer knows after a crash what it has sent.
public struct LogPosition: Sendable, Hashable {
    /// Of the use of the log.
    public var salts: WALSalts
    /// The last frame.
    public var frame: UInt32

    /// The frame `frame` of the log that has `salts`.
    public init(salts: WALSalts, frame: UInt32) {
        self.salts = salts
        self.frame = frame
    }

    /// For objects that come from no log.
    public static let none = LogPosition(salts: WALSalts(first: 0, second: 0), frame: 0)
}

/// The beginning of every object, in the clear and authenticated together with each of its chunks.
///
/// 256 bytes, little-endian; docs/decisions/0015-replica-format.md has the table. ``identity`` names the object in the chain.
public struct ObjectHeader: Sendable, Hashable {
    /// Bytes of a header.
    public static let byteCount = 256

    /// What the object holds.
    public var kind: ObjectKind
    /// How often its pages were compacted; 0 for what the writer wrote.
    public var level: UInt8 = 0
    /// Of the master key.
    public var keyIdentity: UInt64
    /// The database that the pages are of.
    public var database: DatabaseID
    /// The line of history, from 1 on; a restore begins a new one.
    public var timeline: UInt32
    /// The timeline that this one branched off, in the record that begins it; otherwise 0.
    public var parentTimeline: UInt32 = 0
    /// The first of the sequence numbers that the object stands for.
    public var firstSequence: UInt64
    /// The last of them; for a snapshot, the one whose state it has.
    public var lastSequence: UInt64
    /// Which part of a snapshot, from 0 on.
    public var part: UInt32 = 0
    /// How many parts there are.
    public var parts: UInt32 = 1
    /// The size of the database's pages.
    public var pageSize: PageSize
    /// Pages of the database behind the last sequence.
    public var databasePages: UInt32
    /// The database's hash before the first sequence.
    public var hashBefore: Word128
    /// The database's hash behind the last sequence.
    public var hashAfter: Word128
    /// The identity of the object before, in the chain of sequences.
    public var previous: Digest
    /// For a run, the identity of the last segment in it, which the next object names; otherwise zero.
    public var standsFor: Digest = .none
    /// When it was written, in milliseconds since 1970; never less than in the object before.
    public var timestamp: Int64
    /// Random, of the process that wrote it.
    public var writer: Word128
    /// Where the writer's log ended.
    public var logPosition: LogPosition = .none
    /// Random, of this object: its key is derived from it.
    public var salt: Digest
    /// Pages in the object, over all chunks.
    public var pages: UInt32 = 0
    /// Chunks of the object.
    public var chunks: UInt32 = 0

    /// A header whose other fields have their defaults.
    public init(
        kind: ObjectKind, keyIdentity: UInt64, database: DatabaseID, timeline: UInt32, sequences: ClosedRange<UInt64>,
        pageSize: PageSize, databasePages: UInt32, hashBefore: Word128, hashAfter: Word128, previous: Digest,
        timestamp: Int64, writer: Word128, salt: Digest
    ) {
        self.kind = kind
        self.keyIdentity = keyIdentity
        self.database = database
        self.timeline = timeline
        firstSequence = sequences.lowerBound
        lastSequence = sequences.upperBound
        self.pageSize = pageSize
        self.databasePages = databasePages
        self.hashBefore = hashBefore
        self.hashAfter = hashAfter
        self.previous = previous
        self.timestamp = timestamp
        self.writer = writer
        self.salt = salt
    }

    /// The SHA-256 of the header's bytes.
    ///
    /// It stands for the whole object: the salt makes it unique, the hash of the database is in it, and no chunk opens under
    /// another header.
    public var identity: Digest { Digest(of: bytes) }

    /// The identity that the next object in the chain names as its previous one.
    public var chainIdentity: Digest { standsFor == .none ? identity : standsFor }
}
