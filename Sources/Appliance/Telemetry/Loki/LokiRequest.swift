import HTTPTypes
import LogQL
import Signals
import Storage

/// What the parameters of a query of Loki's API say, with its defaults.
struct LokiRequest: Sendable {
    private static let hour: Int64 = 3_600_000_000_000

    let parameters: LokiParameters
    private let now: Int64

    init(_ parameters: LokiParameters, now: Timestamp) {
        self.parameters = parameters
        self.now = now.nanosecondsSince1970
    }

    /// The text of the query.
    func query() throws(APIError) -> String {
        guard let text = parameters["query"] else { throw Self.bad("The parameter 'query' is missing.") }
        return text
    }

    /// A selector of streams; as in Loki, a query that does anything with their lines is refused.
    func selector(_ text: String) throws -> [LabelMatcher] {
        guard case .log(let expression) = try Query(text), expression.isSelector else {
            throw Self.bad("only label matchers are supported")
        }
        return expression.matchers
    }

    /// The selector in the parameter `query`; none, or an empty one, selects everything.
    func matchers() throws -> [LabelMatcher] {
        guard let text = parameters["query"], text != "{}" else { return [] }
        return try selector(text)
    }

    /// From when to when: the first is in, the last is out.
    func range(hours: Int64 = 1) throws(APIError) -> (start: Int64, end: Int64) {
        let end = try time("end") ?? now
        if let start = try time("start") { return try Self.ordered(start, end) }
        let since = try duration("since") ?? hours * Self.hour
        return try Self.ordered(min(end, now) &- since, end)
    }

    /// The moment of an instant query.
    func instant() throws(APIError) -> Int64 { try time("time") ?? now }

    /// The steps of a range query; by default some 250 of them.
    ///
    /// As Loki does, it refuses wrong ones before it is known whether the query has any use for them.
    func step(_ range: (start: Int64, end: Int64)) throws(APIError) -> Int64 {
        guard let step = try duration("step") else {
            let seconds = (range.end &- range.start) / 1_000_000_000
            return max(1, seconds / 250) * 1_000_000_000
        }
        guard step > 0 else {
            throw Self.bad(
                "zero or negative query resolution step widths are not accepted. Try a positive integer")
        }
        guard (range.end &- range.start) / step <= Int64(LogQL.Limits.steps) else {
            throw Self.bad(
                """
                exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step \
                parameter
                """)
        }
        return step
    }

    /// The least time between two lines of an answer; zero where all are wanted.
    func interval() throws(APIError) -> Int64 {
        let interval = try duration("interval") ?? 0
        guard interval >= 0 else { throw Self.bad("The parameter 'interval' must not be negative.") }
        return interval
    }

    func limit() throws(APIError) -> Int {
        try parameters.number("limit", default: 100, in: 1...LogQL.Limits.entries)
    }

    func direction() throws(APIError) -> LogDirection {
        guard let text = parameters["direction"] else { return .backward }
        guard let direction = LogDirection(rawValue: text.lowercased()) else {
            throw Self.bad("The parameter 'direction' takes forward or backward.")
        }
        return direction
    }

    private func time(_ name: String) throws(APIError) -> Int64? {
        guard let text = parameters[name] else { return nil }
        guard let time = LokiTime.nanoseconds(text) else {
            throw Self.bad("The parameter '\(name)' is no time: send nanoseconds or seconds since 1970, or RFC 3339.")
        }
        return time
    }

    private func duration(_ name: String) throws(APIError) -> Int64? {
        guard let text = parameters[name] else { return nil }
        guard let duration = LokiTime.duration(text) else {
            throw Self.bad("The parameter '\(name)' is no duration: send seconds, or a text such as 5m.")
        }
        return duration
    }

    private static func ordered(_ start: Int64, _ end: Int64) throws(APIError) -> (start: Int64, end: Int64) {
        guard start <= end else { throw bad("The end of the time is before its start.") }
        // The difference of two times far apart would not fit.
        guard !end.subtractingReportingOverflow(start).overflow else { throw bad("The time is too long.") }
        return (start, end)
    }

    private static func bad(_ message: String) -> APIError { APIError(.badRequest, message) }
}
