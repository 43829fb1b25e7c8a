/// A moment in UTC, in whole milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// It covers the years that RFC 3339 can write, 0000 to 9999, and nothing else, so every value can be printed.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// The first moment that RFC 3339 can write, 0000-01-01T00:00:00Z.
    public static let earliest = Timestamp(unchecked: -62_167_219_200_000)

    /// The last moment that RFC 3339 can write, 9999-12-31T23:59:59.999Z.
    public static let latest = Timestamp(unchecked: 253_402_300_799_999)

    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    public let millisecondsSince1970: Int64

    /// The moment so many milliseconds after 1970-01-01T00:00:00Z.
    ///
    /// A moment before ``earliest`` or after ``latest`` becomes that edge: a clock that far off is wrong anyway, and
    /// must not stop a request.
    public init(millisecondsSince1970: Int64) {
        let edges = Self.earliest.millisecondsSince1970...Self.latest.millisecondsSince1970
        self.millisecondsSince1970 = min(max(millisecondsSince1970, edges.lowerBound), edges.upperBound)
    }

    private init(unchecked millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    /// The moment so many seconds later, or earlier for a negative number; at most ``latest`` and at least ``earliest``.
    public func advanced(seconds: Int) -> Timestamp {
        let (step, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1_000)
        let (sum, carry) = millisecondsSince1970.addingReportingOverflow(step)
        guard !overflow, !carry else { return seconds < 0 ? .earliest : .latest }
        return Timestamp(millisecondsSince1970: sum)
    }

    /// Earlier is less.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }
}
