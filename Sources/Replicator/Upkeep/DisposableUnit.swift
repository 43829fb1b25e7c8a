internal import Replication

/// Objects that go together: a stretch of segments, a run, or all parts of a snapshot.
///
/// A tombstone has the name of such a unit. Hundreds of thousands of segments a day would not fit into a manifest one by one.
struct DisposableUnit: Sendable, Hashable {
    let name: String
    let timeline: UInt32
    /// The objects of it that are there.
    let keys: [ReplicaKey]
    /// What the manifest says of it.
    var runs: [RunRecord] = []
    var snapshots: [SnapshotRecord] = []

    var hasRecords: Bool { !runs.isEmpty || !snapshots.isEmpty }

    /// The name of a snapshot, without its parts.
    static func name(ofSnapshotAt point: ReplicaPoint, of database: DatabaseID) -> String {
        let part = ReplicaKey.snapshot(database, timeline: point.timeline, sequence: point.sequence, part: 0).name
        return part.split(separator: "/").dropLast().joined(separator: "/")
    }

    /// The name of a stretch of segments: of the first, and behind a hyphen the digits of the last.
    static func name(
        ofSegments sequences: ClosedRange<UInt64>, of database: DatabaseID, timeline: UInt32
    ) -> String {
        let first = ReplicaKey.segment(database, timeline: timeline, sequence: sequences.lowerBound).name
        guard sequences.count > 1 else { return first }
        let last = ReplicaKey.segment(database, timeline: timeline, sequence: sequences.upperBound).name
        return first + "-" + (last.split(separator: "/").last ?? "")
    }

    /// What ``name(ofSegments:of:timeline:)`` printed; nil for the name of anything else.
    static func segments(named name: String) -> (timeline: UInt32, sequences: ClosedRange<UInt64>)? {
        guard let slash = name.lastIndex(of: "/") else { return nil }
        let stem = String(name[...slash])
        let digits = name[name.index(after: slash)...].split(separator: "-", omittingEmptySubsequences: false)
        guard let first = digits.first, digits.count <= 2,
            case .segment(let database, let timeline, let from) = ReplicaKey(stem + String(first))
        else { return nil }
        guard digits.count == 2 else { return (timeline, from...from) }
        guard case .segment(_, _, let to) = ReplicaKey(stem + String(digits[1])), to > from else { return nil }
        let sequences = from...to
        return Self.name(ofSegments: sequences, of: database, timeline: timeline) == name ? (timeline, sequences) : nil
    }
}

/// All that no retained point needs.
struct DisposableUnits: Sendable {
    private(set) var units: [DisposableUnit] = []
    /// Timelines of which there are segments and all runs and snapshots would go.
    private var held: Set<UInt32> = []

    /// Judges what was listed: all segments, runs and snapshots.
    ///
    /// It blocks for as long as it computes.
    init(_ contents: ReplicaContents, _ retention: Retention, of database: DatabaseID) {
        let manifest = contents.manifest
        var segments: [UInt32: [UInt64]] = [:]
        var parts: [ReplicaPoint: [ReplicaKey]] = [:]
        var runs: [ReplicaKey: [RunRecord]] = [:]
        for run in manifest?.runs ?? [] {
            runs[.run(database, timeline: run.timeline, level: run.level, sequences: run.sequences), default: []]
                .append(run)
        }
        for key in contents.sizes.keys {
            switch key {
            case .segment(_, let timeline, let sequence): segments[timeline, default: []].append(sequence)
            case .snapshot(_, let timeline, let sequence, _):
                parts[ReplicaPoint(timeline: timeline, sequence: sequence), default: []].append(key)
            case .run: if runs[key] == nil { runs[key] = [] }
            case .epoch, .manifest, .probe: break
            }
        }
        for timeline in segments.keys.sorted() where contents.inventory.timelines[timeline] != nil {
            add(segments[timeline] ?? [], of: database, timeline, retention, marks: manifest?.tombstones ?? [:])
        }
        // A run or a snapshot that no manifest names is what a crash left, or about to be named.
        for (key, records) in runs where records.allSatisfy({ retention.isDisposable(.run($0)) }) {
            guard case .run(_, let timeline, _, _) = key else { continue }
            units.append(
                DisposableUnit(
                    name: key.name, timeline: timeline, keys: contents.sizes[key] == nil ? [] : [key], runs: records))
        }
        let snapshots = Dictionary(grouping: manifest?.snapshots ?? [], by: \.point)
        for point in Set(snapshots.keys).union(parts.keys) {
            let records = snapshots[point] ?? []
            guard records.allSatisfy({ retention.isDisposable(.snapshot($0)) }) else { continue }
            units.append(
                DisposableUnit(
                    name: DisposableUnit.name(ofSnapshotAt: point, of: database), timeline: point.timeline,
                    keys: parts[point] ?? [], snapshots: records))
        }
        let kept =
            Set(manifest?.runs ?? []).subtracting(units.flatMap(\.runs)).map(\.timeline)
            + Set(manifest?.snapshots ?? []).subtracting(units.flatMap(\.snapshots)).map(\.point.timeline)
        held = Set(segments.keys).subtracting(kept)
    }

    /// Whether a unit has to wait until the segments of its timeline are gone.
    ///
    /// The age of a timeline is that of its runs and snapshots: without them its segments would count as new for ever.
    func isHeld(_ unit: DisposableUnit) -> Bool { unit.hasRecords && held.contains(unit.timeline) }

    private mutating func add(
        _ sequences: [UInt64], of database: DatabaseID, _ timeline: UInt32, _ retention: Retention,
        marks: [String: Int64]
    ) {
        let sequences = sequences.sorted()
        let isDisposable = sequences.map {
            retention.isDisposable(.segment(ReplicaPoint(timeline: timeline, sequence: $0)))
        }
        var isMarked = [Bool](repeating: false, count: sequences.count)
        func add(_ range: Range<Int>, as stretch: ClosedRange<UInt64>) {
            units.append(
                DisposableUnit(
                    name: DisposableUnit.name(ofSegments: stretch, of: database, timeline: timeline),
                    timeline: timeline,
                    keys: sequences[range].map { .segment(database, timeline: timeline, sequence: $0) }))
        }
        // What was marked together is judged together, so that its grace goes on.
        for mark in marks.keys {
            guard let found = DisposableUnit.segments(named: mark), found.timeline == timeline else { continue }
            let first = sequences.partitioningIndex { $0 >= found.sequences.lowerBound }
            let end = sequences.partitioningIndex { $0 > found.sequences.upperBound }
            guard first < end, isDisposable[first..<end].allSatisfy(\.self) else { continue }
            for index in first..<end { isMarked[index] = true }
            add(first..<end, as: found.sequences)
        }
        var start: Int?
        for index in 0...sequences.count {
            let isNew = index < sequences.count && isDisposable[index] && !isMarked[index]
            if isNew { start = start ?? index }
            if !isNew, let first = start {
                add(first..<index, as: sequences[first]...sequences[index - 1])
                start = nil
            }
        }
    }
}

extension [UInt64] {
    /// The index of the first element, in a list that is sorted, for which `isBehind` is true.
    fileprivate func partitioningIndex(_ isBehind: (UInt64) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
