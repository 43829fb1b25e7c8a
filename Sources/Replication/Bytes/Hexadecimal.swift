/// Numbers as lower-case hexadecimal digits of a fixed count, so that the order of texts is the order of numbers.
enum Hexadecimal {
    static func text(_ value: some FixedWidthInteger & UnsignedInteger) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: type(of: value).bitWidth / 4 - digits.count) + digits
    }

    /// The number that exactly such digits stand for; nil for any other text.
    static func value<Value: FixedWidthInteger & UnsignedInteger>(
        _ text: some StringProtocol, as type: Value.Type
    ) -> Value? {
        guard text.utf8.count == Value.bitWidth / 4,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return Value(text, radix: 16)
    }
}
