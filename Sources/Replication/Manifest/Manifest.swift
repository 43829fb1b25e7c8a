/// The list of what a replica has besides segments, written after the objects in it are stored.
///
/// An object that no manifest names is not used, so a snapshot counts only when all its parts are there. Segments need no
/// list: their names are numbers without a gap.
public struct Manifest: Sendable, Hashable {
    /// Counts manifests; the highest one counts.
    public var generation: UInt64
    /// Where each timeline branched off; nil for one that began with a snapshot of its own.
    public var timelines: [UInt32: ReplicaPoint?]
    /// Whole snapshots.
    public var snapshots: [SnapshotRecord]
    /// Runs.
    public var runs: [RunRecord]
    /// Names of objects that nothing needs, and since when, in milliseconds since 1970.
    public var tombstones: [String: Int64]

    /// A manifest.
    public init(
        generation: UInt64, timelines: [UInt32: ReplicaPoint?], snapshots: [SnapshotRecord], runs: [RunRecord],
        tombstones: [String: Int64]
    ) {
        self.generation = generation
        self.timelines = timelines
        self.snapshots = snapshots
        self.runs = runs
        self.tombstones = tombstones
    }

    /// The payload of an object of the kind ``ObjectKind/manifest``; the same manifest has the same bytes.
    ///
    /// It throws ``ObjectError/tooLarge(what:count:limit:)`` when a list is longer than ``Limits/manifestEntries``.
    public func bytes(limits: Limits = .standard) throws(ObjectError) -> [UInt8] {
        let longest = max(timelines.count, snapshots.count, runs.count, tombstones.count)
        guard longest <= limits.manifestEntries else {
            throw .tooLarge(what: "entries in a manifest", count: longest, limit: limits.manifestEntries)
        }
        var writer = ByteWriter()
        writer.append(generation)
        writer.append(UInt32(timelines.count))
        for (timeline, parent) in timelines.sorted(by: { $0.key < $1.key }) {
            writer.append(timeline)
            writer.append(parent?.timeline ?? 0)
            writer.append(parent?.sequence ?? 0)
        }
        writer.append(UInt32(snapshots.count))
        for snapshot in snapshots {
            writer.append(snapshot.point.timeline)
            writer.append(snapshot.point.sequence)
            writer.append(snapshot.parts)
            writer.append(snapshot.timestamp)
        }
        writer.append(UInt32(runs.count))
        for run in runs {
            writer.append(run.timeline)
            writer.append(run.level)
            writer.append(run.sequences.lowerBound)
            writer.append(run.sequences.upperBound)
            writer.append(run.timestamp)
        }
        writer.append(UInt32(tombstones.count))
        for (name, since) in tombstones.sorted(by: { $0.key < $1.key }) {
            writer.append(UInt32(name.utf8.count))
            writer.append(name.utf8)
            writer.append(since)
        }
        return writer.bytes
    }

    /// Reads ``bytes(limits:)`` again; it throws ``ObjectError`` for anything else.
    public init(_ bytes: [UInt8], limits: Limits = .standard) throws(ObjectError) {
        var reader = ByteReader(bytes)
        guard let manifest = Manifest(reading: &reader, limits: limits), reader.isAtEnd else {
            throw .damaged(part: "the manifest")
        }
        self = manifest
    }

    private init?(reading reader: inout ByteReader, limits: Limits) {
        guard let generation = reader.integer(UInt64.self) else { return nil }
        self.init(generation: generation, timelines: [:], snapshots: [], runs: [], tombstones: [:])
        guard let timelineCount = reader.count(limits) else { return nil }
        for _ in 0..<timelineCount {
            guard let timeline = reader.integer(UInt32.self), let parent = reader.point(), timeline > parent.timeline,
                timelines[timeline] == nil
            else { return nil }
            timelines[timeline] = .some(parent.timeline == 0 ? nil : parent)
        }
        guard let snapshotCount = reader.count(limits) else { return nil }
        for _ in 0..<snapshotCount {
            guard let point = reader.point(), let parts = reader.integer(UInt32.self), parts > 0,
                let timestamp = reader.integer(Int64.self)
            else { return nil }
            snapshots.append(SnapshotRecord(point: point, parts: parts, timestamp: timestamp))
        }
        guard let runCount = reader.count(limits) else { return nil }
        for _ in 0..<runCount {
            guard let timeline = reader.integer(UInt32.self), let level = reader.integer(UInt8.self),
                let first = reader.integer(UInt64.self), let last = reader.integer(UInt64.self), first <= last,
                let timestamp = reader.integer(Int64.self)
            else { return nil }
            runs.append(RunRecord(timeline: timeline, level: level, sequences: first...last, timestamp: timestamp))
        }
        guard let tombstoneCount = reader.count(limits) else { return nil }
        for _ in 0..<tombstoneCount {
            guard let length = reader.integer(UInt32.self), let name = reader.bytes(Int(length)),
                let since = reader.integer(Int64.self)
            else { return nil }
            tombstones[String(decoding: name, as: UTF8.self)] = since
        }
    }
}

extension ByteReader {
    fileprivate mutating func count(_ limits: Limits) -> Int? {
        integer(UInt32.self).flatMap { $0 <= limits.manifestEntries ? Int($0) : nil }
    }

    fileprivate mutating func point() -> ReplicaPoint? {
        guard let timeline = integer(UInt32.self), let sequence = integer(UInt64.self) else { return nil }
        return ReplicaPoint(timeline: timeline, sequence: sequence)
    }
}
