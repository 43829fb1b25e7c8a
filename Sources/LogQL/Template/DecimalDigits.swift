/// All decimal digits of a `Double`, exactly, to be rounded to any number of decimals.
struct DecimalDigits {
    /// The whole part, least significant limb of nine digits first.
    private var whole: [UInt64]
    /// The fraction as bits behind the point, most significant word first.
    private var fraction: [UInt32]

    /// Takes a finite number that is not negative.
    init(_ value: Double) {
        var bits = value.significandBitPattern
        var exponent = Int(value.exponentBitPattern)
        if exponent > 0 { bits |= 1 << 52 } else { exponent = 1 }
        // value = bits * 2^shift
        let shift = exponent - 1075
        whole = [0]
        fraction = []
        if shift >= 0 {
            whole = Self.limbs(bits)
            for _ in 0..<shift { Self.double(&whole) }
        } else if shift > -64 {
            whole = Self.limbs(bits >> UInt64(-shift))
            let rest = bits << UInt64(64 + shift)
            fraction = [UInt32(truncatingIfNeeded: rest >> 32), UInt32(truncatingIfNeeded: rest)]
        } else {
            // Below one: the bits begin after some zeros.
            let zeros = -shift - 64
            fraction = [UInt32](repeating: 0, count: zeros / 32)
            let low = UInt64(zeros % 32)
            let high = bits >> low
            let rest = low == 0 ? 0 : bits << (64 - low)
            fraction += [
                UInt32(truncatingIfNeeded: high >> 32), UInt32(truncatingIfNeeded: high),
                UInt32(truncatingIfNeeded: rest >> 32),
            ]
        }
    }

    /// Rounds half to even, as C and Go do, which an exact fraction decides.
    mutating func text(decimals: Int) -> String {
        var digits: [UInt8] = []
        for _ in 0..<decimals { digits.append(nextDigit()) }
        let isHalf = fraction.first == 0x8000_0000 && fraction.dropFirst().allSatisfy { $0 == 0 }
        let isOdd = (digits.last ?? UInt8(whole[0] % 10)) % 2 == 1
        if isHalf ? isOdd : (fraction.first ?? 0) >= 0x8000_0000 { roundUp(&digits) }
        var text = String(whole[whole.count - 1])
        for limb in whole.dropLast().reversed() {
            let part = String(limb)
            text += String(repeating: "0", count: 9 - part.utf8.count) + part
        }
        guard decimals > 0 else { return text }
        return text + "." + String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    }

    private mutating func nextDigit() -> UInt8 {
        var carry: UInt64 = 0
        for index in fraction.indices.reversed() {
            let product = UInt64(fraction[index]) * 10 + carry
            fraction[index] = UInt32(truncatingIfNeeded: product)
            carry = product >> 32
        }
        return UInt8(carry)
    }

    private mutating func roundUp(_ digits: inout [UInt8]) {
        for index in digits.indices.reversed() {
            if digits[index] < 9 {
                digits[index] += 1
                return
            }
            digits[index] = 0
        }
        for index in whole.indices {
            if whole[index] < 999_999_999 {
                whole[index] += 1
                return
            }
            whole[index] = 0
        }
        whole.append(1)
    }

    private static func limbs(_ value: UInt64) -> [UInt64] {
        var limbs: [UInt64] = []
        var rest = value
        repeat {
            limbs.append(rest % 1_000_000_000)
            rest /= 1_000_000_000
        } while rest > 0
        return limbs
    }

    private static func double(_ limbs: inout [UInt64]) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let doubled = limbs[index] * 2 + carry
            limbs[index] = doubled % 1_000_000_000
            carry = doubled / 1_000_000_000
        }
        if carry > 0 { limbs.append(carry) }
    }
}
