import Synchronization

/// Names requests: 16 hexadecimal digits that tell this run of the daemon from others, then 8 that count its requests.
final class RequestIDGenerator: Sendable {
    private let run: UInt64
    private let count = Atomic<UInt32>(0)

    init(using random: inout some RandomNumberGenerator) {
        run = UInt64.random(in: .min ... .max, using: &random)
    }

    /// The next identifier; unique within four billion requests of one run.
    func next() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        var text: [UInt8] = []
        text.reserveCapacity(24)
        text.append(hexadecimal: run)
        text.append(hexadecimal: number)
        return String(decoding: text, as: UTF8.self)
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

extension [UInt8] {
    /// Appends all digits of a number in lower-case hexadecimal, zeros in front included.
    fileprivate mutating func append<Number: FixedWidthInteger>(hexadecimal number: Number) {
        for shift in stride(from: Number.bitWidth - 4, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: number >> Number(shift)) & 15
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
