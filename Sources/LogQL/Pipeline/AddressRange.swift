/// IP addresses: one, a range (`192.168.0.1-192.168.0.9`) or a network (`10.0.0.0/8`, `2001:db8::/32`).
struct AddressRange: Sendable {
    let source: String
    let first: Address
    let last: Address

    /// An address of version 4 or 6 as its bits.
    struct Address: Equatable {
        var isFour: Bool
        var bits: UInt128
    }

    /// Reads an address, a range or a network; nil where the text is none of them.
    init?(_ text: String) {
        source = text
        let text = text.trimmingSpaces
        if let slash = text.firstIndex(of: "/") {
            guard let address = Address(text[..<slash].utf8), let length = Int(text[text.index(after: slash)...]),
                (0...address.width).contains(length)
            else { return nil }
            let free = address.width - length
            let mask: UInt128 = free == 128 ? .max : (UInt128(1) << UInt128(free)) - 1
            first = Address(isFour: address.isFour, bits: address.bits & ~mask)
            last = Address(isFour: address.isFour, bits: address.bits | mask)
        } else if let hyphen = text.firstIndex(of: "-") {
            guard let from = Address(text[..<hyphen].trimmingSpaces.utf8),
                let to = Address(text[text.index(after: hyphen)...].trimmingSpaces.utf8), from.isFour == to.isFour,
                from.bits <= to.bits
            else { return nil }
            (first, last) = (from, to)
        } else {
            guard let address = Address(text.utf8) else { return nil }
            (first, last) = (address, address)
        }
    }

    func contains(_ address: Address) -> Bool {
        address.isFour == first.isFour && address.bits >= first.bits && address.bits <= last.bits
    }

    /// Whether a text that is an address lies in the range; nil where the text is no address.
    func contains(_ text: String) -> Bool? { Address(text.utf8).map { contains($0) } }

    /// Whether an address of the range stands anywhere in a line.
    func matches(anywhereIn line: ArraySlice<UInt8>) -> Bool {
        var index = line.startIndex
        while index < line.endIndex {
            guard Address.mayContain(line[index]) else {
                index += 1
                continue
            }
            let end = line[index...].firstIndex { !Address.mayContain($0) } ?? line.endIndex
            if end - index <= Address.longest, accepts(run: line[index..<end]) { return true }
            index = end
        }
        return false
    }

    /// Tries a run of digits, dots and colons: as it is, and without a port or punctuation behind it.
    private func accepts(run: ArraySlice<UInt8>) -> Bool {
        var run = run
        while let last = run.last, last == UInt8(ascii: ".") || last == UInt8(ascii: ":") {
            if let address = Address(run) { return contains(address) }
            run.removeLast()
        }
        if let address = Address(run) { return contains(address) }
        guard let colon = run.lastIndex(of: UInt8(ascii: ":")), let address = Address(run[..<colon]) else {
            return false
        }
        return contains(address)
    }
}

extension AddressRange.Address {
    /// Characters of the longest address, with a port behind it.
    static let longest = 64

    var width: Int { isFour ? 32 : 128 }

    static func mayContain(_ byte: UInt8) -> Bool {
        byte.isDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }

    init?(_ text: some Collection<UInt8>) {
        guard text.count <= Self.longest else { return nil }
        if text.contains(UInt8(ascii: ":")) {
            guard let bits = Self.six(text) else { return nil }
            self.init(isFour: false, bits: bits)
        } else {
            guard let bits = Self.four(text) else { return nil }
            self.init(isFour: true, bits: UInt128(bits))
        }
    }

    private static func four(_ text: some Collection<UInt8>) -> UInt32? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy(\.isDigit), let value = UInt8(text: part) else {
                return nil
            }
            bits = bits << 8 | UInt32(value)
        }
        return bits
    }

    /// RFC 4291, section 2.2.
    private static func six(_ text: some Collection<UInt8>) -> UInt128? {
        let groups = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { Array($0) }
        guard (3...9).contains(groups.count) else { return nil }
        var values: [UInt16] = []
        var gap: Int?
        for (index, group) in groups.enumerated() {
            if group.isEmpty {
                let isEdge = index == 0 || index == groups.count - 1
                if isEdge {
                    // A colon at an edge is half of a `::`.
                    guard groups[index == 0 ? 1 : groups.count - 2].isEmpty else { return nil }
                    if groups.count == 3, index == 0 { gap = 0 }
                    continue
                }
                guard gap == nil || groups.count == 3 else { return nil }
                gap = values.count
            } else if group.contains(UInt8(ascii: ".")) {
                guard index == groups.count - 1, let last = four(group) else { return nil }
                values += [UInt16(last >> 16), UInt16(truncatingIfNeeded: last)]
            } else {
                guard group.count <= 4, let value = UInt16(String(decoding: group, as: UTF8.self), radix: 16) else {
                    return nil
                }
                values.append(value)
            }
        }
        if let gap {
            guard values.count < 8 else { return nil }
            values.insert(contentsOf: [UInt16](repeating: 0, count: 8 - values.count), at: gap)
        }
        guard values.count == 8 else { return nil }
        return values.reduce(0) { $0 << 16 | UInt128($1) }
    }
}

extension UInt8 {
    fileprivate init?(text: some Collection<UInt8>) {
        self.init(String(decoding: Array(text), as: UTF8.self))
    }
}
