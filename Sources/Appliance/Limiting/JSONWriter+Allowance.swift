import JSONText
import Limiting

extension JSONWriter {
    /// Writes where a caller stands, by the names of the policies in `RateLimit-Policy`; null for a limit that there is not.
    mutating func allowance(_ standing: LimitStanding) {
        beginObject()
        for (policy, window) in [(LimitAnswer.burst, standing.minute), (LimitAnswer.daily, standing.day)] {
            key(policy.name)
            guard let window else {
                null()
                continue
            }
            beginObject()
            field("limit", Int(window.limit))
            field("remaining", Int(window.remaining))
            field("reset_seconds", Int(LimitHeaders.seconds(window.reset)))
            endObject()
        }
        endObject()
    }
}
