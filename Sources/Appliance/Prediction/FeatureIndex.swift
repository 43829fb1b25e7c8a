/// Finds the column of a feature by its name's bytes, without making a string.
///
/// Clients send features in the order of the model almost always, so the column after the last one found is tried
/// first; anything else goes through an open-addressed table of FNV-1a hashes.
struct FeatureIndex: Sendable {
    /// The features' names, in the order of a row.
    let names: [String]
    private let spellings: [[UInt8]]
    /// Column plus one by hash slot; 0 where the slot is free.
    ///
    /// At most half full.
    private let slots: [Int32]

    init(names: [String]) {
        self.names = names
        spellings = names.map { Array($0.utf8) }
        var capacity = 8
        while capacity < 2 * names.count { capacity *= 2 }
        var slots = [Int32](repeating: 0, count: capacity)
        for (column, spelling) in spellings.enumerated() {
            var slot = Self.hash(spelling[...]) & (capacity - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = Int32(column + 1)
        }
        self.slots = slots
    }

    var count: Int { names.count }

    /// The column named by `name`, or `nil`.
    ///
    /// `hint` is where to look first.
    func column(of name: ArraySlice<UInt8>, hint: Int) -> Int? {
        if hint < spellings.count, spellings[hint].elementsEqual(name) { return hint }
        var slot = Self.hash(name) & (slots.count - 1)
        while slots[slot] != 0 {
            let column = Int(slots[slot]) - 1
            if spellings[column].elementsEqual(name) { return column }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private static func hash(_ bytes: ArraySlice<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}
