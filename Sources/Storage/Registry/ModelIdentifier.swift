/// Identities of models: UUIDs of version 7 (RFC 9562, section 5.7), lowercase.
enum ModelIdentifier {
    /// The identity made of a moment and 128 random bits, of which it keeps 74.
    ///
    /// Layout: 48 bits of milliseconds since 1970, 4 bits of version, 12 random, 2 bits of variant, 62 random.
    static func make(at time: Timestamp, random: () -> UInt64) -> String {
        let milliseconds = UInt64(bitPattern: time.millisecondsSince1970) & 0xFFFF_FFFF_FFFF
        let high = milliseconds << 16 | 0x7000 | random() & 0x0FFF
        let low = 0x8000_0000_0000_0000 | random() & 0x3FFF_FFFF_FFFF_FFFF
        let digits = hexadecimal(high) + hexadecimal(low)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index == 8 || index == 12 || index == 16 || index == 20 { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
