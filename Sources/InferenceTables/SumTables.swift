/// How leaves become margins: each output starts from its base and gets its trees' leaves in tree order.
public struct SumTables: Sendable, Equatable {
    /// Whether sums are made in `Float`.
    public var isFloat: Bool
    /// What each output starts from.
    public var base: [Double]
    /// The output that each tree adds to.
    public var treeOutput: [Int32]

    /// Makes the tables of `base.count` outputs.
    public init(isFloat: Bool, base: [Double], treeOutput: [Int32]) {
        self.isFloat = isFloat
        self.base = base
        self.treeOutput = treeOutput
    }
}
