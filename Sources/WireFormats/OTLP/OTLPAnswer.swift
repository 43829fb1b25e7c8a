/// What an OTLP client is told: all was taken, or how much was not, and why.
///
/// An answer with rejected items is status 200 too: the client must not send them again (OTLP/HTTP, partial success).
public struct OTLPAnswer: Equatable, Sendable {
    /// Which of the three services answers.
    public enum Signal: Sendable, CaseIterable {
        /// `/v1/metrics`.
        case metrics
        /// `/v1/logs`.
        case logs
        /// `/v1/traces`.
        case traces
    }

    /// Data points, records or spans that were not taken.
    public var rejected: Int
    /// Why, or a warning where nothing was rejected; empty where there is nothing to say.
    public var message: String

    /// Makes an answer; without arguments, all was taken.
    public init(rejected: Int = 0, message: String = "") {
        self.rejected = rejected
        self.message = message
    }

    /// The body of the answer, in the encoding of the request.
    ///
    /// Throws ``WireError``.
    public func body(of signal: Signal, encoding: OTLPEncoding) throws(WireError) -> [UInt8] {
        let isPartial = rejected > 0 || !message.isEmpty
        switch signal {
        case .metrics:
            var answer = OTLPExportMetricsServiceResponse()
            if isPartial {
                answer.partialSuccess.rejectedDataPoints = Int64(rejected)
                answer.partialSuccess.errorMessage = message
            }
            return try OTLPBody.encode(answer, encoding: encoding)
        case .logs:
            var answer = OTLPExportLogsServiceResponse()
            if isPartial {
                answer.partialSuccess.rejectedLogRecords = Int64(rejected)
                answer.partialSuccess.errorMessage = message
            }
            return try OTLPBody.encode(answer, encoding: encoding)
        case .traces:
            var answer = OTLPExportTraceServiceResponse()
            if isPartial {
                answer.partialSuccess.rejectedSpans = Int64(rejected)
                answer.partialSuccess.errorMessage = message
            }
            return try OTLPBody.encode(answer, encoding: encoding)
        }
    }
}
