/// Values as whole multiples of one power of ten, where they are: `value == mantissa / 10^exponent`, bit for bit.
///
/// Both the mantissa and the power are exact as doubles, so the division rounds once, to the double nearest to the
/// decimal number: the value that whoever wrote the decimal number down has read. What is no such multiple (NaN,
/// infinities, -0.0, noise in the last bits) is an exception, kept as its bits.
struct DecimalColumn {
    /// Digits after the point, 0 to ``mostDigits``.
    let exponent: Int
    /// One for each value; that of an exception repeats the one before it.
    let mantissas: [Int64]
    /// Indices, ascending.
    let exceptions: [Int]

    static let mostDigits = 12
    static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12]
    /// Whole numbers up to here are exact as doubles.
    private static let largestMantissa = 0x1p53

    /// Nil where more than one value in eight would be an exception.
    init?(_ values: [Double]) {
        var exponent = 0
        for value in values where value.isFinite {
            var digits = exponent
            while digits <= Self.mostDigits, Self.mantissa(of: value, power: Self.powers[digits]) == nil { digits += 1 }
            if digits <= Self.mostDigits { exponent = digits }
        }
        let power = Self.powers[exponent]
        var mantissas: [Int64] = []
        mantissas.reserveCapacity(values.count)
        var exceptions: [Int] = []
        var before: Int64?
        for (index, value) in values.enumerated() {
            if let mantissa = Self.mantissa(of: value, power: power) {
                if before == nil, index > 0 {
                    // Leading exceptions repeat what follows them.
                    for earlier in 0..<index { mantissas[earlier] = mantissa }
                }
                before = mantissa
                mantissas.append(mantissa)
            } else {
                exceptions.append(index)
                guard exceptions.count <= values.count / 8 + 1 else { return nil }
                mantissas.append(before ?? 0)
            }
        }
        self.exponent = exponent
        self.mantissas = mantissas
        self.exceptions = exceptions
    }

    private static func mantissa(of value: Double, power: Double) -> Int64? {
        let scaled = (value * power).rounded(.toNearestOrEven)
        // Also false for NaN.
        guard scaled.magnitude <= largestMantissa else { return nil }
        let mantissa = Int64(scaled)
        // Through the mantissa, which has no negative zero.
        return (Double(mantissa) / power).bitPattern == value.bitPattern ? mantissa : nil
    }
}
