import Synchronization

/// Names requests: 16 hexadecimal digits that tell this run of the daemon from others, then 8 that count its requests.
final class RequestIDGenerator: Sendable {
    private let prefix: String
    private let count = Atomic<UInt32>(0)

    init(using random: inout some RandomNumberGenerator) {
        prefix = HexDigits.text(UInt64.random(in: .min ... .max, using: &random), digits: 16)
    }

    /// The next identifier; unique within four billion requests of one run.
    func next() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return prefix + HexDigits.text(UInt64(number), digits: 8)
    }

    /// An identifier that a caller sent is kept when it is short and has nothing that could forge a log line or a
    /// header.
    static func isAcceptable(_ text: String) -> Bool {
        guard (1...Limits.requestIDLength).contains(text.utf8.count) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: ":"):
                true
            default: false
            }
        }
    }
}

/// Fixed-width lower-case hexadecimal.
enum HexDigits {
    static func text(_ value: UInt64, digits: Int) -> String {
        let text = (0..<digits).reversed().map { place in
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(4 * place)) & 15
            return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        }
        return String(decoding: text, as: UTF8.self)
    }
}
