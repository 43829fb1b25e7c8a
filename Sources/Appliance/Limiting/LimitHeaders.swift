import HTTPTypes
import Limiting

/// The fields that say where a caller stands: `X-RateLimit-*` and `X-Daily-Quota-*` for older clients, and those of
/// draft-ietf-httpapi-ratelimit-headers-10.
///
/// A caller without a limit gets none of them.
enum LimitHeaders {
    /// Adds the fields of an answered request, none of which may be there yet.
    static func write(_ standing: LimitStanding, into fields: inout HTTPFields) {
        write(standing, into: &fields, reset: standing.minute?.reset ?? 0, state: state(standing))
    }

    /// Adds the fields of a refused request: `RateLimit` names the policies that refused it, with the time to wait.
    static func write(_ refusal: LimitRefusal, into fields: inout HTTPFields) {
        let kinds = refusal.violations.kinds
        var shown = refusal.standing
        if !kinds.contains(.minute) { shown.minute = nil }
        if !kinds.contains(.day) { shown.day = nil }
        // Alone, the bucket lets the request in when the wait is over, long before it is full.
        if !kinds.contains(.day) { shown.minute?.reset = refusal.retryAfter }
        let reset = shown.minute?.reset ?? refusal.standing.minute?.reset ?? 0
        write(
            refusal.standing, into: &fields, reset: reset,
            state: state(shown == LimitStanding() ? refusal.standing : shown))
    }

    /// What `RateLimit` says.
    private static func state(_ standing: LimitStanding) -> String {
        let minute = standing.minute.map { "\"burst\";r=\($0.remaining);t=\(seconds($0.reset))" }
        let day = standing.day.map { "\"daily\";r=\($0.remaining);t=\(seconds($0.reset))" }
        return joined(minute, day)
    }

    // Fields are appended, not set: setting searches all others first, on the way of every request.
    private static func write(_ standing: LimitStanding, into fields: inout HTTPFields, reset: Int64, state: String) {
        var policies: (minute: String?, day: String?)
        if let minute = standing.minute {
            fields.append(HTTPField(name: .rateLimitLimit, value: String(minute.limit)))
            fields.append(HTTPField(name: .rateLimitRemaining, value: String(minute.remaining)))
            fields.append(HTTPField(name: .rateLimitReset, value: String(seconds(reset))))
            // The time in which the whole burst comes back.
            let window = (UInt64(minute.limit) * 60 + UInt64(minute.perMinute) - 1) / UInt64(max(minute.perMinute, 1))
            policies.minute = "\"burst\";q=\(minute.limit);w=\(window)"
        }
        if let day = standing.day {
            fields.append(HTTPField(name: .dailyQuotaLimit, value: String(day.limit)))
            fields.append(HTTPField(name: .dailyQuotaRemaining, value: String(day.remaining)))
            policies.day = "\"daily\";q=\(day.limit);w=86400"
        }
        let policy = joined(policies.minute, policies.day)
        guard !policy.isEmpty else { return }
        fields.append(HTTPField(name: .rateLimitPolicy, value: policy))
        fields.append(HTTPField(name: .rateLimit, value: state))
    }

    private static func joined(_ first: String?, _ second: String?) -> String {
        guard let first, let second else { return first ?? second ?? "" }
        return first + ", " + second
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
