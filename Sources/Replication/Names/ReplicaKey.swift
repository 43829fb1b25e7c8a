/// The name of an object in the store.
///
/// Numbers are hexadecimal digits of fixed width, so that stores, which list in the order of bytes, list in the order of
/// numbers.
public enum ReplicaKey: Sendable, Hashable {
    /// The next change, the record of a take-over included: created, never replaced, which makes it the fence.
    case segment(DatabaseID, timeline: UInt32, sequence: UInt64)
    /// Several segments in one.
    case run(DatabaseID, timeline: UInt32, level: UInt8, sequences: ClosedRange<UInt64>)
    /// A part of the whole database.
    case snapshot(DatabaseID, timeline: UInt32, sequence: UInt64, part: UInt32)
    /// The record that begins a timeline.
    case epoch(DatabaseID, timeline: UInt32)
    /// A list of what there is; the newest counts.
    case manifest(DatabaseID, generation: UInt64)
    /// What is created twice at start to see whether the store refuses the second.
    case probe(DatabaseID, nonce: Word128)

    /// The name, without what the store's configuration puts in front.
    public var name: String {
        switch self {
        case .segment(let database, let timeline, let sequence):
            Self.prefix(of: database, timeline: timeline) + "seg/" + Hexadecimal.text(sequence)
        case .run(let database, let timeline, let level, let sequences):
            Self.prefix(of: database, timeline: timeline) + "run/" + Hexadecimal.text(level) + "/"
                + Hexadecimal.text(sequences.lowerBound) + "-" + Hexadecimal.text(sequences.upperBound)
        case .snapshot(let database, let timeline, let sequence, let part):
            Self.prefix(of: database, timeline: timeline) + "snap/" + Hexadecimal.text(sequence) + "/"
                + Hexadecimal.text(part)
        case .epoch(let database, let timeline): Self.prefix(of: database, timeline: timeline) + "epoch"
        case .manifest(let database, let generation):
            Self.prefix(of: database) + "manifest/" + Hexadecimal.text(generation)
        case .probe(let database, let nonce): Self.prefix(of: database) + "probe/" + "\(nonce)"
        }
    }

    /// What the names of all objects of a database begin with.
    public static func prefix(of database: DatabaseID) -> String { "db/\(database)/" }

    /// What the names of all objects of a timeline begin with.
    public static func prefix(of database: DatabaseID, timeline: UInt32) -> String {
        prefix(of: database) + "t" + Hexadecimal.text(timeline) + "/"
    }

    /// What ``name`` prints, and nothing else.
    public init?(_ name: String) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0] == "db", let database = DatabaseID(parts[1]),
            let key = Self.under(database, parts.dropFirst(2)), key.name == name
        else { return nil }
        self = key
    }

    private static func under(_ database: DatabaseID, _ parts: ArraySlice<Substring>) -> ReplicaKey? {
        guard let first = parts.first, let second = parts.dropFirst().first else { return nil }
        let rest = Array(parts.dropFirst(2))
        switch (first, rest.count) {
        case ("manifest", 0):
            return Hexadecimal.value(second, as: UInt64.self).map { .manifest(database, generation: $0) }
        case ("probe", 0):
            return Hexadecimal.value(second, as: UInt128.self).map { .probe(database, nonce: Word128($0)) }
        default:
            guard first.first == "t", let timeline = Hexadecimal.value(first.dropFirst(), as: UInt32.self) else {
                return nil
            }
            return inTimeline(database, timeline, second, rest)
        }
    }

    private static func inTimeline(
        _ database: DatabaseID, _ timeline: UInt32, _ kind: Substring, _ rest: [Substring]
    ) -> ReplicaKey? {
        switch (kind, rest.count) {
        case ("epoch", 0): return .epoch(database, timeline: timeline)
        case ("seg", 1):
            return Hexadecimal.value(rest[0], as: UInt64.self).map {
                .segment(database, timeline: timeline, sequence: $0)
            }
        case ("snap", 2):
            guard let sequence = Hexadecimal.value(rest[0], as: UInt64.self),
                let part = Hexadecimal.value(rest[1], as: UInt32.self)
            else { return nil }
            return .snapshot(database, timeline: timeline, sequence: sequence, part: part)
        case ("run", 2):
            let bounds = rest[1].split(separator: "-", omittingEmptySubsequences: false)
                .compactMap { Hexadecimal.value($0, as: UInt64.self) }
            guard let level = Hexadecimal.value(rest[0], as: UInt8.self), bounds.count == 2, bounds[0] <= bounds[1]
            else { return nil }
            return .run(database, timeline: timeline, level: level, sequences: bounds[0]...bounds[1])
        default: return nil
        }
    }
}
