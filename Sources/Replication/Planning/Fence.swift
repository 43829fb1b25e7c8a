/// What the store answered to creating an object.
public enum CreationAnswer: Sendable, Hashable {
    /// It is stored.
    case created
    /// Another object has the name, with this header.
    case exists(ObjectHeader)
    /// Another object has the name, and it is none of a replica or of another key.
    case existsUnreadable
    /// Nobody knows whether it is stored: no answer, or one that says to try again.
    case unknown
}

/// What follows from it.
public enum FenceVerdict: Sendable, Hashable {
    /// The segment is in the replica.
    case acknowledged
    /// Send the same bytes again.
    case sendAgain
    /// Another process writes to this replica: this one stops, and says so.
    case fenced(writer: Word128, timeline: UInt32, sequence: UInt64)
    /// The name is taken by something that this process wrote and does not have any more, or cannot read: stop and
    /// compare the database with the replica.
    case reconcile

    /// Judges an answer.
    ///
    /// A segment keeps its bytes from its first attempt until one is answered, so the same header means that an earlier
    /// attempt arrived and its acknowledgement did not.
    public static func of(_ answer: CreationAnswer, to sent: ObjectHeader) -> FenceVerdict {
        switch answer {
        case .created: .acknowledged
        case .unknown: .sendAgain
        case .existsUnreadable: .reconcile
        case .exists(let found) where found.identity == sent.identity: .acknowledged
        case .exists(let found) where found.writer == sent.writer: .reconcile
        case .exists(let found):
            .fenced(writer: found.writer, timeline: found.timeline, sequence: found.lastSequence)
        }
    }
}

/// Whether a store honours conditions, as a probe found: the same key created twice.
public enum FenceProbe: Sendable, Hashable {
    /// The second was refused: two writers cannot both go on.
    case fenced
    /// The second replaced the first, and the settings say that this is accepted.
    case unfencedAccepted
    /// The second replaced the first: the store is refused.
    case unfencedRefused
    /// The first was not stored, so nothing is known.
    case inconclusive

    /// Judges the answers to two creations of one new key with different bytes, after reading back what is there.
    public static func of(
        firstCreated: Bool, secondCreated: Bool, firstIsStillThere: Bool, acceptsUnfenced: Bool
    ) -> FenceProbe {
        guard firstCreated else { return .inconclusive }
        if !secondCreated, firstIsStillThere { return .fenced }
        return acceptsUnfenced ? .unfencedAccepted : .unfencedRefused
    }
}

/// The next place in a chain.
public struct ChainEnd: Sendable, Hashable {
    /// Of the chain.
    public var timeline: UInt32
    /// The last sequence number that is taken.
    public var sequence: UInt64
    /// The identity that the next object names as its previous one.
    public var identity: Digest
    /// The hash of the database there.
    public var hash: Word128
    /// Pages of the database there.
    public var databasePages: UInt32
    /// When it was written, in milliseconds since 1970.
    public var timestamp: Int64

    /// Of a timeline without objects, at the state that the database had at a time.
    public init(timeline: UInt32, hash: Word128, databasePages: UInt32, timestamp: Int64) {
        self.timeline = timeline
        sequence = 0
        identity = .none
        self.hash = hash
        self.databasePages = databasePages
        self.timestamp = timestamp
    }

    /// Behind the object that has this header.
    public init(after header: ObjectHeader) {
        timeline = header.timeline
        sequence = header.lastSequence
        identity = header.kind == .snapshot ? header.previous : header.chainIdentity
        hash = header.hashAfter
        databasePages = header.databasePages
        timestamp = header.timestamp
    }

    /// The header of what comes next.
    public func next(
        _ kind: ObjectKind, of database: DatabaseID, key: MasterKey, pageSize: PageSize, databasePages: UInt32,
        hash: Word128, now: Int64, writer: Word128, salt: Digest
    ) -> ObjectHeader {
        ObjectHeader(
            kind: kind, keyIdentity: key.identity, database: database, timeline: timeline,
            sequences: (sequence + 1)...(sequence + 1), pageSize: pageSize, databasePages: databasePages,
            hashBefore: self.hash, hashAfter: hash, previous: identity,
            timestamp: shippingTimestamp(now: now, previous: timestamp), writer: writer, salt: salt)
    }
}
