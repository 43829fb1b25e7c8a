/// Remembers which label a key of a line becomes, so that a key that has been met costs no `String`.
final class KeyTable {
    struct Entry {
        let parent: Int
        let hash: UInt64
        let key: [UInt8]
        /// The label's name.
        let name: String
        /// A number that keys have in common where their names are the same.
        let nameID: Int
        /// Its name where the stream has one of that name already.
        let extracted: String
        let isWanted: Bool
        let isExtractedWanted: Bool
        /// Whether a wanted name begins with this one and an underscore.
        let leadsToWanted: Bool
    }

    /// What stands above the keys of a line that stand in nothing.
    static let root = -1

    private(set) var entries: [Entry] = []
    private var slots = [Int32](repeating: -1, count: 64)
    /// The first entry of each name.
    private var firsts: [String: Int] = [:]
    /// For each entry, the stream for which it was last worked out whether its labels include the name.
    private var streams: [Int] = []
    private var isBase: [Bool] = []
    /// Which of the pipeline's tables this is.
    private let id: Int
    /// The names that somebody asks for; nil where all are.
    private let wanted: Set<String>?

    init(id: Int, wanted: Set<String>?) {
        self.id = id
        self.wanted = wanted
    }

    /// Forgets everything once there is too much of it: between two lines, because lines hold indices.
    func beginLine() {
        guard entries.count > Limits.rememberedKeys else { return }
        entries.removeAll()
        firsts.removeAll()
        streams.removeAll()
        isBase.removeAll()
        slots = [Int32](repeating: -1, count: 64)
    }

    /// The entry of a key below another; nil where it is too long, or one line has more keys than are worth remembering.
    func index(of key: Span<UInt8>, below parent: Int) -> Int? {
        guard key.count <= Limits.keyBytes else { return nil }
        var hash = UInt64(truncatingIfNeeded: parent) &+ 0xCBF2_9CE4_8422_2325
        for index in key.indices { hash = (hash ^ UInt64(key[index])) &* 0x100_0000_01B3 }
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if entries[index].hash == hash, entries[index].parent == parent, Self.equal(entries[index].key, key) {
                return index
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard entries.count < 2 * Limits.rememberedKeys else { return nil }
        entries.append(makeEntry(key, parent, hash))
        streams.append(-1)
        isBase.append(false)
        slots[slot] = Int32(entries.count - 1)
        if entries.count * 2 > slots.count { grow() }
        return entries.count - 1
    }

    private func makeEntry(_ key: Span<UInt8>, _ parent: Int, _ hash: UInt64) -> Entry {
        let bytes = key.indices.map { key[$0] }
        let own = LabelName.sanitised(bytes, isPrefix: parent == Self.root)
        let name = parent == Self.root ? own : entries[parent].name + "_" + own
        let extracted = name + LabelName.duplicateSuffix
        let nameID = firsts[name] ?? entries.count
        firsts[name] = nameID
        return Entry(
            parent: parent, hash: hash, key: bytes, name: name, nameID: nameID, extracted: extracted,
            isWanted: !name.isEmpty && wanted?.contains(name) ?? true,
            isExtractedWanted: !name.isEmpty && wanted?.contains(extracted) ?? true,
            leadsToWanted: wanted?.contains { $0.hasPrefix(name + "_") } ?? true)
    }

    /// Gives the label of a key its value; answers whether somebody wants it.
    func set(_ index: Int, to range: Range<Int>, hasEscapes: Bool, _ text: Span<UInt8>, _ labels: inout LineLabels)
        -> Bool
    {
        if streams[index] != labels.stream {
            streams[index] = labels.stream
            let name = entries[index].name
            // Names that mean something else take the long way, too.
            isBase[index] =
                labels.hasBase(name) || name == LabelName.detectedLevel || name == LabelName.error
                || name == LabelName.errorDetails
        }
        guard isBase[index] else {
            guard entries[index].isWanted else { return false }
            labels.set(
                entries[index].name, LabelID(table: id, name: entries[index].nameID), to: range, hasEscapes: hasEscapes)
            return true
        }
        let isDuplicate = labels.hasBase(entries[index].name)
        guard isDuplicate ? entries[index].isExtractedWanted : entries[index].isWanted else { return false }
        let value = JSONScan.text(text, (range, hasEscapes))
        labels.set(isDuplicate ? entries[index].extracted : entries[index].name, to: value, .parsed)
        return true
    }

    private func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash ^ entry.hash >> 32) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index)
        }
    }

    private static func equal(_ known: [UInt8], _ key: Span<UInt8>) -> Bool {
        guard known.count == key.count else { return false }
        for index in key.indices where known[index] != key[index] { return false }
        return true
    }
}
