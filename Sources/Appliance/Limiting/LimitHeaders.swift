import HTTPTypes
import Limiting

/// The fields that say where a caller stands: `X-RateLimit-*` and `X-Daily-Quota-*` for older clients, and those of
/// draft-ietf-httpapi-ratelimit-headers-10.
///
/// A caller without a limit gets none of them.
enum LimitHeaders {
    /// The fields of an answered request.
    static func write(_ standing: LimitStanding, into fields: inout HTTPFields) {
        write(standing, into: &fields, states: states(standing), reset: standing.minute?.reset)
    }

    /// The fields of a refused request: `RateLimit` names the policies that refused it, with the time to wait.
    static func write(_ refusal: LimitRefusal, into fields: inout HTTPFields) {
        let kinds = refusal.violations.kinds
        let wait = seconds(refusal.retryAfter)
        var states: [String] = []
        if kinds.contains(.minute), let minute = refusal.standing.minute {
            states.append("\"burst\";r=\(minute.remaining);t=\(kinds.contains(.day) ? seconds(minute.reset) : wait)")
        }
        if kinds.contains(.day), let day = refusal.standing.day {
            states.append("\"daily\";r=\(day.remaining);t=\(seconds(day.reset))")
        }
        write(
            refusal.standing, into: &fields, states: states.isEmpty ? self.states(refusal.standing) : states,
            reset: kinds.contains(.minute) ? refusal.retryAfter : refusal.standing.minute?.reset)
    }

    private static func states(_ standing: LimitStanding) -> [String] {
        var states: [String] = []
        if let minute = standing.minute {
            states.append("\"burst\";r=\(minute.remaining);t=\(seconds(minute.reset))")
        }
        if let day = standing.day { states.append("\"daily\";r=\(day.remaining);t=\(seconds(day.reset))") }
        return states
    }

    private static func write(
        _ standing: LimitStanding, into fields: inout HTTPFields, states: [String], reset: Int64?
    ) {
        var policies: [String] = []
        if let minute = standing.minute {
            fields[.rateLimitLimit] = "\(minute.limit)"
            fields[.rateLimitRemaining] = "\(minute.remaining)"
            fields[.rateLimitReset] = "\(seconds(reset ?? 0))"
            // The time in which the whole burst comes back.
            let window = (UInt64(minute.limit) * 60 + UInt64(minute.perMinute) - 1) / UInt64(max(minute.perMinute, 1))
            policies.append("\"burst\";q=\(minute.limit);w=\(window)")
        }
        if let day = standing.day {
            fields[.dailyQuotaLimit] = "\(day.limit)"
            fields[.dailyQuotaRemaining] = "\(day.remaining)"
            policies.append("\"daily\";q=\(day.limit);w=86400")
        }
        guard !policies.isEmpty else { return }
        fields[.rateLimitPolicy] = policies.joined(separator: ", ")
        fields[.rateLimit] = states.joined(separator: ", ")
    }

    /// Whole seconds that are never too few.
    static func seconds(_ nanoseconds: Int64) -> Int64 {
        max(nanoseconds, 0) / 1_000_000_000 + (nanoseconds % 1_000_000_000 > 0 ? 1 : 0)
    }
}

extension HTTPField.Name {
    static let rateLimitLimit = known("X-RateLimit-Limit")
    static let rateLimitRemaining = known("X-RateLimit-Remaining")
    static let rateLimitReset = known("X-RateLimit-Reset")
    static let dailyQuotaLimit = known("X-Daily-Quota-Limit")
    static let dailyQuotaRemaining = known("X-Daily-Quota-Remaining")
    static let rateLimitPolicy = known("RateLimit-Policy")
    static let rateLimit = known("RateLimit")
}
