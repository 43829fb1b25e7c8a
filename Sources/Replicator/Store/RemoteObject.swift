internal import ObjectStore
public import Replication

/// An object in the store of which the header and the index are known to be authentic.
public struct RemoteObject: Sendable {
    /// Its name.
    public let key: ReplicaKey
    /// Its size, in bytes.
    public let sizeBytes: Int
    /// What opens its chunks.
    public let opener: ObjectOpener
    /// Where they are.
    public let index: ObjectIndex
    /// What it says of itself.
    public var header: ObjectHeader { opener.header }
}

extension ReplicaStore {
    /// Header and index, both authenticated; the size is looked up where it is not given.
    ///
    /// It throws ``ReplicatorError/misplaced(name:)`` for an authentic object that belongs under another name.
    public func remoteObject(_ key: ReplicaKey, sizeBytes: Int? = nil) async throws -> RemoteObject {
        let name = try ObjectKey(key.name)
        var size = sizeBytes
        if size == nil { size = try await objects.head(name)?.sizeBytes }
        guard let size else { throw ObjectStoreError.notFound(key: name) }
        if size <= Limits.wholeObjectBytes { return try await small(key).object }
        let start = try await objects.get(name, range: 0..<ObjectHeader.byteCount)
        // The opener derives a key, which is quick; what it makes of a long index is not.
        let opener = try ObjectOpener(header: start, key: self.key, limits: limits)
        let tail = try await objects.get(name, range: opener.tailRange(sizeBytes: size))
        return try await blocking { try opened(key, opener, tail: tail, sizeBytes: size) }
    }

    /// The chunk `number` of an object, from 0 on.
    public func chunk(_ number: Int, of object: RemoteObject) async throws -> PageChunk {
        guard object.index.ranges.indices.contains(number) else {
            throw ObjectError.tooLarge(what: "chunks", count: number + 1, limit: object.index.ranges.count)
        }
        let bytes = try await objects.get(ObjectKey(object.key.name), range: object.index.ranges[number])
        return try await blocking(lane: number) {
            try object.opener.pages(bytes[...], number: number, of: object.index)
        }
    }

    /// The payload of an object that has one; it is read as a whole.
    func payload(_ key: ReplicaKey) async throws -> (object: RemoteObject, payload: [UInt8]) {
        let (object, bytes) = try await small(key)
        return try await blocking {
            guard let range = object.index.ranges.first else { throw ObjectError.damaged(part: "the payload") }
            return (object, try object.opener.payload(bytes[range], of: object.index))
        }
    }

    /// An object read at once.
    private func small(_ key: ReplicaKey) async throws -> (object: RemoteObject, bytes: [UInt8]) {
        let bytes = try await objects.get(ObjectKey(key.name))
        return try await blocking {
            guard bytes.count >= ObjectHeader.byteCount else { throw ObjectError.damaged(part: "the length") }
            let opener = try ObjectOpener(
                header: Array(bytes[..<ObjectHeader.byteCount]), key: self.key, limits: limits)
            let tail = Array(bytes[try opener.tailRange(sizeBytes: bytes.count)])
            return (try opened(key, opener, tail: tail, sizeBytes: bytes.count), bytes)
        }
    }

    private func opened(
        _ key: ReplicaKey, _ opener: ObjectOpener, tail: [UInt8], sizeBytes: Int
    ) throws -> RemoteObject {
        let index = try opener.index(tail: tail, sizeBytes: sizeBytes)
        guard key.belongs(to: opener.header) else { throw ReplicatorError.misplaced(name: key.name) }
        return RemoteObject(key: key, sizeBytes: sizeBytes, opener: opener, index: index)
    }
}

extension ReplicaKey {
    /// Whether an object of this header has this name: who may write into the store must not pass one off as another.
    fileprivate func belongs(to header: ObjectHeader) -> Bool {
        switch self {
        case .segment(let database, let timeline, let sequence):
            (header.kind == .segment || header.kind == .epoch) && header.database == database
                && header.timeline == timeline && header.lastSequence == sequence && !header.beginsTimeline
        case .run(let database, let timeline, let level, let sequences):
            header.kind == .run && header.database == database && header.timeline == timeline && header.level == level
                && header.firstSequence == sequences.lowerBound && header.lastSequence == sequences.upperBound
        case .snapshot(let database, let timeline, let sequence, let part):
            header.kind == .snapshot && header.database == database && header.timeline == timeline
                && header.lastSequence == sequence && header.part == part
        case .epoch(let database, let timeline):
            header.database == database && header.timeline == timeline && header.beginsTimeline
        // The generation is compared with the one in the payload.
        case .manifest(let database, _): header.kind == .manifest && header.database == database
        case .probe: false
        }
    }
}
