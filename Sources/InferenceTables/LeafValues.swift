/// Leaf values in the number format that sums are made in; the other list is empty.
public struct LeafValues: Sendable, Equatable {
    /// The values where sums are made in `Float`.
    public let floats: [Float]
    /// The values where sums are made in `Double`.
    public let doubles: [Double]

    /// Takes values that are exact in the format.
    public init(_ values: [Double], isFloat: Bool) {
        floats = isFloat ? values.map { Float($0) } : []
        doubles = isFloat ? [] : values
    }
}
