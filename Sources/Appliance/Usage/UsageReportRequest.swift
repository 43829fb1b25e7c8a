import Storage

/// What somebody asks of a usage report, in words, whether over HTTP or on the command line.
struct UsageReportRequest: Sendable {
    /// A day such as `2026-03-01`, or a time of RFC 3339; a day means its beginning.
    var from: String?
    /// A day, which is included, or a time, which is not.
    var to: String?
    /// Names of ``UsageDimension``, separated by commas.
    var by: String?
    var limit: String?
    var offset: String?

    /// Why a request makes no report, and which of its parts is to blame.
    struct Refusal: Error, Equatable, CustomStringConvertible {
        let part: String
        let description: String

        init(_ part: String, _ description: String) {
            self.part = part
            self.description = description
        }
    }

    /// The query that the words mean.
    ///
    /// Days are counted from the days that are kept long, times from the minutes, which are kept `minuteDays` days. Without
    /// words the last 30 days are reported by day.
    ///
    /// - Throws: ``Refusal`` naming the first part that is not understood, or out of bounds.
    func query(
        dimensions allowed: [UsageDimension], userID: Int64?, now: Timestamp, minuteDays: Int,
        pageRows: ClosedRange<Int>, defaultRows: Int
    ) throws(Refusal) -> UsageQuery {
        UsageQuery(
            try period(now: now, minuteDays: minuteDays), by: try dimensions(allowed), userID: userID,
            limit: try Self.number("limit", limit, in: pageRows) ?? defaultRows,
            offset: try Self.number("offset", offset, in: 0...Limits.usageOffset) ?? 0)
    }

    private func dimensions(_ allowed: [UsageDimension]) throws(Refusal) -> [UsageDimension] {
        var dimensions: [UsageDimension] = []
        for name in (by ?? UsageDimension.day.rawValue).split(separator: ",", omittingEmptySubsequences: false) {
            guard let dimension = UsageDimension(rawValue: String(name)), allowed.contains(dimension) else {
                let names = allowed.map(\.rawValue).joined(separator: ", ")
                throw Refusal("by", "Usage is not reported by '\(name)'. Choose of \(names), separated by commas.")
            }
            guard !dimensions.contains(dimension) else { throw Refusal("by", "'\(name)' stands more than once.") }
            dimensions.append(dimension)
        }
        return dimensions
    }

    private func period(now: Timestamp, minuteDays: Int) throws(Refusal) -> UsageQuery.Period {
        let from = try from.map { text throws(Refusal) in try Moment(text, part: "from") }
        let to = try to.map { text throws(Refusal) in try Moment(text, part: "to") }
        if from?.isTime == true || to?.isTime == true {
            return .minutes(try Self.minutes(from, to, now: now, keptDays: minuteDays))
        }
        let last = (to?.moment ?? now).daysSince1970
        let first = from?.moment.daysSince1970 ?? last - 29
        guard first <= last else { throw Refusal("from", "The day in 'from' comes after the day in 'to'.") }
        guard last - first < Limits.usageReportDays else {
            throw Refusal(
                "from", "One report covers at most \(Limits.usageReportDays) days. Ask for fewer at a time.")
        }
        return .days(first...last)
    }

    private static func minutes(
        _ from: Moment?, _ to: Moment?, now: Timestamp, keptDays: Int
    ) throws(Refusal) -> Range<Int64> {
        guard let from else { throw Refusal("from", "A time in 'to' needs one in 'from'.") }
        let first = from.moment.minutesSince1970
        let end = to.map { $0.isTime ? $0.moment.minutesSince1970 : ($0.moment.daysSince1970 + 1) * 1_440 }
        let last = end ?? now.minutesSince1970 + 1
        guard first <= last else { throw Refusal("from", "The time in 'from' comes after the time in 'to'.") }
        guard last - first <= Limits.usageReportMinutes else {
            throw Refusal(
                "from",
                "A report between times covers at most \(Limits.usageReportMinutes / 1_440) days. Ask for days, as in "
                    + "\(from.moment.day), to cover more.")
        }
        guard first >= now.before(days: keptDays).minutesSince1970 else {
            throw Refusal(
                "from",
                "Usage by the minute is kept for \(keptDays) days. Ask for days, as in \(from.moment.day), to look "
                    + "further back.")
        }
        return first..<last
    }

    private static func number(
        _ part: String, _ text: String?, in range: ClosedRange<Int>
    ) throws(Refusal) -> Int? {
        guard let text else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Refusal(
                part, "'\(part)' takes a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}

/// A day or a time.
private struct Moment {
    let moment: Timestamp
    let isTime: Bool

    init(_ text: String, part: String) throws(UsageReportRequest.Refusal) {
        if let day = Timestamp(day: text) {
            moment = day
            isTime = false
        } else if let time = Timestamp(rfc3339: text) {
            moment = time
            isTime = true
        } else {
            throw .init(
                part, "'\(part)' takes a day such as 2026-03-01 or a time such as 2026-03-01T12:00:00Z.")
        }
    }
}
