import Tracing

extension ApplianceTracer {
    /// Records a call to something outside; one that throws is an error, of which the kind alone is kept.
    func withCall<Value, Failure: Error>(
        _ operation: String, isolation: isolated (any Actor)? = #isolation,
        _ call: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await record(operation, .client, isolation: isolation, call)
    }

    /// Records work of the daemon itself that is no request.
    func withWork<Value, Failure: Error>(
        _ operation: String, isolation: isolated (any Actor)? = #isolation,
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await record(operation, .internal, isolation: isolation, work)
    }

    /// As swift-distributed-tracing's own `withSpan`, by the daemon's clocks and with the type of what is thrown.
    private func record<Value, Failure: Error>(
        _ operation: String, _ kind: SpanKind, isolation: isolated (any Actor)?,
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let span = startSpan(operation, ofKind: kind, at: recorder.now)
        defer { span.end(at: recorder.now) }
        let result: Result<Value, Failure> = await InstrumentationContext.$current.withValue(span.context) {
            do throws(Failure) {
                return .success(try await work())
            } catch {
                span.recordError(error, attributes: [:], at: recorder.now)
                span.setStatus(SpanStatus(code: .error))
                return .failure(error)
            }
        }
        return try result.get()
    }
}
