extension IPAddress {
    /// Reads an address as people and headers write it: dotted decimal, or any spelling of RFC 4291 2.2.
    ///
    /// Nil for everything else: numbers in octal or hexadecimal, fewer than four parts, zones (`%eth0`), brackets, ports.
    public init?(_ text: some StringProtocol) {
        self.init(text: text.utf8)
    }

    /// Reads an address from the bytes of its text.
    public init?(text: some Collection<UInt8>) {
        // The longest spelling is an IPv6 address that ends in a dotted one.
        guard (2...45).contains(text.count) else { return nil }
        if text.contains(UInt8(ascii: ":")) {
            guard let bits = Self.v6(text[...]) else { return nil }
            self.init(bits: bits)
        } else {
            guard let bits = Self.v4(text[...]) else { return nil }
            self.init(v4: bits)
        }
    }

    /// Four decimal numbers up to 255, without leading zeros, which some readers take for octal.
    private static func v4(_ text: some Collection<UInt8>) -> UInt32? {
        var bits: UInt32 = 0
        var parts = 1
        var part: UInt32 = 0
        var digits = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "."):
                guard digits > 0, parts < 4 else { return nil }
                bits = bits << 8 | part
                parts += 1
                part = 0
                digits = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard digits == 0 || part != 0 else { return nil }
                part = part * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                guard part <= 255 else { return nil }
            default: return nil
            }
        }
        return parts == 4 && digits > 0 ? bits << 8 | part : nil
    }

    /// Groups before `::` are shifted in from the right; what follows it is counted and moved apart at the end.
    private static func v6(_ text: some Collection<UInt8>) -> UInt128? {
        var bits: UInt128 = 0
        var groups = 0
        var groupsBeforeGap: Int?
        var rest = text[text.startIndex...]
        if rest.first == UInt8(ascii: ":") {
            // A text may begin with two colons, never with one.
            guard rest.dropFirst().first == UInt8(ascii: ":") else { return nil }
            groupsBeforeGap = 0
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: ":")) ?? rest.endIndex
            let group = rest[..<end]
            if end == rest.endIndex, group.contains(UInt8(ascii: ".")) {
                guard let dotted = v4(group) else { return nil }
                bits = bits << 32 | UInt128(dotted)
                groups += 2
                rest = rest[end...]
                break
            }
            guard let value = hexadecimal(group) else { return nil }
            bits = bits << 16 | UInt128(value)
            groups += 1
            guard groups <= 8 else { return nil }
            rest = rest[end...]
            guard !rest.isEmpty else { break }
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: ":") {
                guard groupsBeforeGap == nil else { return nil }
                groupsBeforeGap = groups
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                return nil
            }
        }
        guard let groupsBeforeGap else { return groups == 8 ? bits : nil }
        // `::` stands for at least one group.
        guard groups < 8 else { return nil }
        let after = 16 * (groups - groupsBeforeGap)
        let low = after == 0 ? 0 : bits & (UInt128.max >> UInt128(128 - after))
        let high = bits >> UInt128(after)
        return high << UInt128(128 - 16 * groupsBeforeGap) | low
    }

    private static func hexadecimal(_ group: some Collection<UInt8>) -> UInt16? {
        var value: UInt32 = 0
        var digits = 0
        for byte in group {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | UInt32(digit)
            digits += 1
            guard digits <= 4 else { return nil }
        }
        return digits > 0 ? UInt16(truncatingIfNeeded: value) : nil
    }
}
