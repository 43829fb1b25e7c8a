/// How much was used.
///
/// Sums wrap around rather than trap; each request adds far too little to get there.
public struct UsageCounts: Sendable, Hashable {
    /// Requests answered.
    public var requests: Int64

    /// Rows predicted.
    public var rows: Int64

    /// Bytes of request bodies.
    public var bytesIn: Int64

    /// Bytes of answers' bodies.
    public var bytesOut: Int64

    /// Time spent on the requests, in microseconds.
    public var microseconds: Int64

    /// Nothing used.
    public static let zero = UsageCounts(requests: 0)

    /// Counts from their parts.
    public init(
        requests: Int64, rows: Int64 = 0, bytesIn: Int64 = 0, bytesOut: Int64 = 0, microseconds: Int64 = 0
    ) {
        self.requests = requests
        self.rows = rows
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.microseconds = microseconds
    }

    /// Adds what was used elsewhere.
    public static func += (left: inout UsageCounts, right: UsageCounts) {
        left.requests &+= right.requests
        left.rows &+= right.rows
        left.bytesIn &+= right.bytesIn
        left.bytesOut &+= right.bytesOut
        left.microseconds &+= right.microseconds
    }

    /// The same amounts, to be taken away.
    public static prefix func - (counts: UsageCounts) -> UsageCounts {
        UsageCounts(
            requests: 0 &- counts.requests, rows: 0 &- counts.rows, bytesIn: 0 &- counts.bytesIn,
            bytesOut: 0 &- counts.bytesOut, microseconds: 0 &- counts.microseconds)
    }
}
