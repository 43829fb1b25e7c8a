/// Remembers which label a key of a line becomes, so that a key that has been met costs no `String`.
final class KeyTable {
    struct Entry {
        let parent: Int
        let hash: UInt64
        let key: [UInt8]
        /// The label's name.
        let name: String
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
    /// The names that somebody asks for; nil where all are.
    private let wanted: Set<String>?

    init(wanted: Set<String>?) {
        self.wanted = wanted
    }

    /// Forgets everything once there is too much of it: between two lines, because lines hold indices.
    func beginLine() {
        guard entries.count > Limits.rememberedKeys else { return }
        entries.removeAll()
        slots = [Int32](repeating: -1, count: 64)
    }

    /// The entry of a key below another; nil where one line has more keys than are worth remembering.
    func index(of key: Span<UInt8>, below parent: Int) -> Int? {
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
        slots[slot] = Int32(entries.count - 1)
        if entries.count * 2 > slots.count { grow() }
        return entries.count - 1
    }

    private func makeEntry(_ key: Span<UInt8>, _ parent: Int, _ hash: UInt64) -> Entry {
        let bytes = key.indices.map { key[$0] }
        let own = LabelName.sanitised(bytes, isPrefix: parent == Self.root)
        let name = parent == Self.root ? own : entries[parent].name + "_" + own
        let extracted = name + LabelName.duplicateSuffix
        return Entry(
            parent: parent, hash: hash, key: bytes, name: name, extracted: extracted,
            isWanted: !name.isEmpty && wanted?.contains(name) ?? true,
            isExtractedWanted: !name.isEmpty && wanted?.contains(extracted) ?? true,
            leadsToWanted: wanted?.contains { $0.hasPrefix(name + "_") } ?? true)
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
