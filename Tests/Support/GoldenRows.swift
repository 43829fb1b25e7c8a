/// The rows that the golden models were asked, made from their seed instead of stored.
///
/// `scripts/fixtures/rows.py` describes the recipe and is its other implementation: a change here is a change there.
public struct GoldenRows: Sendable {
    /// Which columns a table has.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Finite numbers only, as XGBoost asks for.
        case numeric
        /// Numbers, infinities among them.
        case wide
        /// Two columns of categories, then finite numbers.
        case categorical

        /// Number of categories of the leading columns.
        var cardinalities: [UInt64] { self == .categorical ? [5, 70] : [] }
    }

    /// Values in a row.
    public static let featureCount = 6
    /// Rows in a table.
    public static let rowCount = 10_000

    /// The table, row after row, NaN where missing.
    public let values: [Double]

    /// Makes the table of `kind` from `seed`.
    public init(_ kind: Kind, seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let cardinalities = kind.cardinalities
        var values: [Double] = []
        values.reserveCapacity(Self.rowCount * Self.featureCount)
        for cell in 0..<Self.rowCount * Self.featureCount {
            let choice = Int(generator.next() >> 56)
            let value = generator.next()
            let column = cell % Self.featureCount
            if column < cardinalities.count {
                values.append(Self.category(choice, value, cardinality: cardinalities[column]))
            } else {
                values.append(Self.number(choice, value, isWide: kind == .wide))
            }
        }
        self.values = values
    }

    /// A sum over the bits of every cell, as the script recorded it.
    public var digest: UInt64 {
        var sum: UInt64 = 0
        var factor: UInt64 = 1
        for value in values {
            sum &+= value.bitPattern &* factor
            factor += 2
        }
        return sum
    }

    private static func unit(_ value: UInt64) -> Double { Double(value >> 11) * 0x1p-53 }

    private static func number(_ choice: Int, _ value: UInt64, isWide: Bool) -> Double {
        let sign: Double = value & 1 == 1 ? -1 : 1
        let grid = (Double(value >> 57) - 64) / 16
        let zeroBound = Double(1e-35 as Float)
        switch choice {
        case ..<26: return .nan
        case ..<38: return 0
        case ..<44: return -0.0
        case ..<124: return grid
        case ..<164:
            switch value % 4 {
            case 0: return grid.nextUp
            case 1: return grid.nextDown
            case 2: return grid.nextUp.nextUp
            default: return grid.nextDown.nextDown
            }
        case ..<216: return 8 * unit(value) - 4
        case ..<232: return 256 * unit(value) - 128
        case ..<240: return sign * unit(value) * 0x1p-115
        case ..<244:
            switch (value >> 1) % 4 {
            case 1: return sign * zeroBound.nextUp
            case 2: return sign * zeroBound.nextDown
            default: return sign * zeroBound
            }
        case 250... where isWide: return sign * .infinity
        default: return sign * unit(value) * 0x1p100
        }
    }

    private static func category(_ choice: Int, _ value: UInt64, cardinality: UInt64) -> Double {
        let k = value >> 11
        switch choice {
        case ..<26: return .nan
        case ..<196: return Double(k % (cardinality + 4))
        case ..<206: return Double(k % cardinality) + 0.75
        case ..<212: return -0.0
        case ..<220: return -0.5
        case ..<232: return -(1 + Double(k % cardinality))
        case ..<244: return Double(cardinality + k % 1_000_000)
        case ..<250: return 0x1p24 + Double(k % 1_000_000)
        default: return unit(value) * 0x1p70
        }
    }
}
