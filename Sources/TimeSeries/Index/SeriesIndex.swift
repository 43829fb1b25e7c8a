public import Signals

/// Every series with its id, in memory.
///
/// Ids are small numbers that are used again after their series is gone and no block knows it any more.
public struct SeriesIndex: Sendable {
    /// What is known of one series.
    public struct Entry: Sendable {
        /// What names it.
        public let labels: LabelSet
        /// The oldest and the newest time that it may have samples at; wider than the truth by up to a day.
        public var first: Int64
        /// See ``first``.
        public var last: Int64
    }

    /// Which series have which label.
    public private(set) var postings = Postings()
    private var entries: [Entry?] = []
    private var generations: [UInt32] = []
    private var ids: [LabelSet: UInt32] = [:]
    private var free: [UInt32] = []
    /// The only copies of names and values: most are shared by many series.
    private var texts: Set<ExactText> = []

    /// An index without series.
    public init() {}

    /// How many series there are.
    public var count: Int { ids.count }

    /// One more than the highest id.
    public var capacity: Int { entries.count }

    /// The id of a series; nil where it is not known.
    public func id(of labels: LabelSet) -> UInt32? { ids[labels] }

    /// What is known under an id; nil where it is free.
    public func entry(_ id: UInt32) -> Entry? { Int(id) < entries.count ? entries[Int(id)] : nil }

    /// A number that changes when an id passes on to another series.
    public func generation(_ id: UInt32) -> UInt32 { Int(id) < generations.count ? generations[Int(id)] : 0 }

    /// Adds a series under a new id, or one whose former series is gone.
    public mutating func add(_ labels: LabelSet, first: Int64, last: Int64) -> UInt32 {
        if let known = ids[labels] { return known }
        let id = free.popLast() ?? UInt32(entries.count)
        insert(id, labels, first: first, last: last)
        return id
    }

    /// Adds a series under the id that it has on disk; false where the id or the labels are taken.
    public mutating func restore(_ id: UInt32, _ labels: LabelSet, first: Int64, last: Int64) -> Bool {
        guard ids[labels] == nil, entry(id) == nil else { return false }
        insert(id, labels, first: first, last: last)
        return true
    }

    /// Finds the ids between the restored ones that are free; to be called once after the last of them.
    ///
    /// Ids in `taken` are of series whose labels are lost: blocks still have samples under them, so nothing else may.
    public mutating func finishRestoring(taken: Set<UInt32> = []) {
        while entries.count <= Int(taken.max() ?? 0) {
            entries.append(nil)
            generations.append(0)
        }
        free = entries.indices.reversed().map { UInt32($0) }.filter { entries[Int($0)] == nil && !taken.contains($0) }
    }

    /// Forgets a series; its id may be given to another, and its generation changes.
    public mutating func remove(_ id: UInt32) {
        guard let entry = entry(id) else { return }
        postings.remove(id, entry.labels)
        ids[entry.labels] = nil
        entries[Int(id)] = nil
        generations[Int(id)] &+= 1
        free.append(id)
    }

    /// Widens the times that a series may have samples at.
    public mutating func extend(_ id: UInt32, first: Int64, last: Int64) {
        guard Int(id) < entries.count, entries[Int(id)] != nil else { return }
        if let before = entries[Int(id)]?.first, first < before { entries[Int(id)]?.first = first }
        if let before = entries[Int(id)]?.last, last > before { entries[Int(id)]?.last = last }
    }

    private mutating func insert(_ id: UInt32, _ labels: LabelSet, first: Int64, last: Int64) {
        while entries.count <= Int(id) {
            entries.append(nil)
            generations.append(0)
        }
        let labels = interned(labels)
        entries[Int(id)] = Entry(labels: labels, first: first, last: last)
        ids[labels] = id
        postings.insert(id, labels)
    }

    private mutating func interned(_ labels: LabelSet) -> LabelSet {
        let shared = labels.labels.map { Label(interned($0.name), interned($0.value)) }
        // The labels were a set before, so they are one now.
        return (try? LabelSet(shared)) ?? labels
    }

    private mutating func interned(_ text: String) -> String {
        // Texts of up to 15 bytes are stored in place.
        guard text.utf8.count > 15 else { return text }
        return texts.insert(ExactText(text)).memberAfterInsert.text
    }
}
