/// Every bound of this target.
public enum JSONLimits {
    /// Arrays and objects inside each other that a document may have, unless the caller says otherwise.
    public static let maxDepth = 32
    /// Keys of one object that are compared one by one; from there on a hash set takes over.
    static let maxKeysComparedInTurn = 32
    /// Significant digits that the exact conversion of a number looks at.
    ///
    /// No `Double` needs more than 767 to be decided;
    /// whatever follows only matters as "not zero".
    static let maxSignificantDigits = 800
    /// Where a written exponent stops counting.
    ///
    /// Far beyond any `Double` and any document's number of digits.
    static let maxExponentMagnitude = 1 << 50
}
