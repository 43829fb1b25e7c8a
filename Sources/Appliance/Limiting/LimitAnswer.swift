import HTTPTypes
import Limiting

/// What a refused caller is told: which policies it violated, and when exactly to ask again.
enum LimitAnswer {
    /// A policy as headers, documents and metrics name it.
    struct Policy: Equatable {
        let name: String
        let metric: String
    }

    static let burst = Policy(name: "burst", metric: "minute")
    static let daily = Policy(name: "daily", metric: "day")
    static let concurrency = Policy(name: "concurrency", metric: "concurrency")

    /// The policies of limits, whether of user or key.
    static func policies(_ limits: LimitSet) -> [Policy] {
        let kinds = limits.kinds
        return [(LimitSet.minute, burst), (.day, daily), (.concurrency, concurrency)].compactMap { kind, policy in
            kinds.contains(kind) ? policy : nil
        }
    }

    /// The answer to a refused request.
    static func error(_ refusal: LimitRefusal, _ demand: LimitDemand) -> APIError {
        switch refusal.reason {
        case .exhausted: exhausted(refusal, demand)
        case .neverFits: neverFits(refusal, demand)
        case .full:
            APIError(
                .serviceUnavailable, "The server remembers as many callers as it can. Try again.",
                headers: [.retryAfter: "1"], cause: "The limiter's table is full.")
        }
    }

    /// 503: what was charged cannot be made durable, and so it is not granted.
    static func notDurable(cause: String) -> APIError {
        APIError(
            .serviceUnavailable,
            "The server cannot record what this request would use of its allowance, so it is not granted. Try again later.",
            headers: [.retryAfter: "\(Limits.leaseRetrySeconds)"], cause: cause)
    }

    private static func exhausted(_ refusal: LimitRefusal, _ demand: LimitDemand) -> APIError {
        let policies = policies(refusal.violations)
        let seconds = LimitHeaders.seconds(refusal.retryAfter)
        var headers: HTTPFields = [.retryAfter: "\(seconds)"]
        LimitHeaders.write(refusal, into: &headers)
        return APIError(
            .tooManyRequests, "\(sentence(refusal, policies)) Ask again in \(seconds) s.", headers: headers,
            type: quotaExceeded(policies))
    }

    private static func neverFits(_ refusal: LimitRefusal, _ demand: LimitDemand) -> APIError {
        let most = [refusal.standing.minute?.limit, refusal.standing.day?.limit].compactMap(\.self).min() ?? 0
        let policies = policies(refusal.violations)
        guard most > 0 else {
            return APIError(.forbidden, "This allowance is zero: no request is ever granted.")
        }
        return APIError(
            .contentTooLarge,
            "This batch costs \(demand.cost) requests, a row one, and the allowance never holds more than \(most). Send it in "
                + "parts of at most \(most) rows.", type: quotaExceeded(policies))
    }

    private static func sentence(_ refusal: LimitRefusal, _ policies: [Policy]) -> String {
        if policies.contains(daily), let day = refusal.standing.day {
            return "The quota of \(day.limit) requests a day has \(day.remaining) left; a day begins at 00:00 UTC."
        }
        if policies.contains(burst), let minute = refusal.standing.minute {
            return
                "The allowance of \(minute.limit) requests at once, of which \(minute.perMinute) come back a minute, has "
                + "\(minute.remaining) left."
        }
        return "Too many requests of this account are being answered at the same time."
    }

    /// The problem type of draft-ietf-httpapi-ratelimit-headers-10, 5.1.
    private static func quotaExceeded(_ policies: [Policy]) -> APIError.ProblemType {
        APIError.ProblemType(
            uri: "https://iana.org/assignments/http-problem-types#quota-exceeded", title: "Quota exceeded",
            names: ["violated-policies": policies.map(\.name)])
    }
}
