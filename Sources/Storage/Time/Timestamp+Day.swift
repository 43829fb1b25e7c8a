/// UTC days, which usage, quotas and reports are counted by.
extension Timestamp {
    /// Whole UTC days since 1970-01-01; negative before.
    public var daysSince1970: Int64 { millisecondsSince1970.flooredDivision(by: 86_400_000).quotient }

    /// Whole minutes since 1970-01-01T00:00:00Z; negative before.
    public var minutesSince1970: Int64 { millisecondsSince1970.flooredDivision(by: 60_000).quotient }

    /// The first moment of a day.
    public init(daysSince1970 days: Int64) {
        self.init(millisecondsSince1970: days.multipliedReportingOverflow(by: 86_400_000).partialValue)
    }

    /// The first moment of a day written as in `2024-02-29`; nil for a text that is none.
    public init?(day text: String) {
        guard text.utf8.count == 10, let moment = Timestamp(rfc3339: text + "T00:00:00Z") else { return nil }
        self = moment
    }

    /// The UTC day, as in `2024-02-29`.
    public var day: String { String(rfc3339.prefix(10)) }
}
