/// Distinct hashes, up to a bound.
///
/// A table of our own with open addressing: Swift's `Set` hashes the hashes again, which made sealing a segment twice
/// as slow.
struct TokenSet {
    private(set) var count = 0
    private var table: [UInt64]
    private var mask: Int

    init() {
        table = [UInt64](repeating: 0, count: 1 << 12)
        mask = table.count - 1
    }

    mutating func insert(_ hash: UInt64) {
        // Zero marks a free place.
        let hash = hash == 0 ? 1 : hash
        var place = Int(truncatingIfNeeded: hash) & mask
        while table[place] != 0 {
            if table[place] == hash { return }
            place = (place + 1) & mask
        }
        table[place] = hash
        count += 1
        if count * 2 > table.count { grow() }
    }

    func forEach(_ body: (UInt64) -> Void) {
        for hash in table where hash != 0 { body(hash) }
    }

    private mutating func grow() {
        var larger = [UInt64](repeating: 0, count: table.count * 2)
        let mask = larger.count - 1
        for hash in table where hash != 0 {
            var place = Int(truncatingIfNeeded: hash) & mask
            while larger[place] != 0 { place = (place + 1) & mask }
            larger[place] = hash
        }
        table = larger
        self.mask = mask
    }
}
