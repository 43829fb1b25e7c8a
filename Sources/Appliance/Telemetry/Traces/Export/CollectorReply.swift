import Resilience
import WireFormats

/// What a collector answered to a batch of spans.
struct CollectorReply: Sendable, Equatable {
    var status: Int
    /// Seconds after which to come again, where it says so.
    var retryAfterSeconds: Int?
    var body: [UInt8] = []

    /// How many spans it refused, and why.
    ///
    /// Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp-response: 429, 502, 503 and 504 are to be sent again, not before the time
    /// that Retry-After says; other failures never.
    ///
    /// - Throws: ``CallFailure`` for any status but a success.
    func outcome() throws(CallFailure) -> OTLPAnswer {
        switch status {
        case 200...299:
            // Spans were taken; what the body says beside is not worth sending them twice.
            return (try? OTLPAnswer(toSpans: body)) ?? OTLPAnswer()
        case 429, 502, 503, 504:
            throw CallFailure(
                .transient(
                    retryAfterMilliseconds: retryAfterSeconds.map { $0.multipliedReportingOverflow(by: 1_000) }
                        .flatMap { $0.overflow ? nil : $0.partialValue }),
                "The collector answered \(status).")
        default:
            throw .permanent("The collector answered \(status) to spans, which are not sent again.")
        }
    }
}
