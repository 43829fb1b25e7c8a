/// Every bound of this target, with its unit.
public enum Limits {
    /// Attempts of one call, the first included.
    public static let attempts = 100

    /// Milliseconds of any one delay, timeout or deadline: a day.
    public static let milliseconds = 86_400_000

    /// Failures in a row that a breaker may bear.
    public static let failures = 1_000
}

extension Int {
    /// The nearest number in a range.
    func clamped(to range: ClosedRange<Int>) -> Int { Swift.min(Swift.max(self, range.lowerBound), range.upperBound) }
}
