import Traces

/// An answered request as its spans tell of it: the route and never the path, because a path may hold what is secret.
struct AnsweredRequest: Sendable {
    var method: String
    /// The route's template, such as `/models/{id}`.
    var route: String
    var scheme: String
    var status: Int
    /// When it began, by the monotonic clock.
    var start: UInt64
    /// How long it took.
    var nanoseconds: UInt64
    var modelID: String
    var rows: Int
    var phases: RequestPhases
}

extension TraceRecorder {
    /// Records the spans of a request whose trace is kept: its own and one for each part.
    ///
    /// Names are those of OpenTelemetry's conventions for HTTP servers (semantic conventions 1.30).
    func record(_ request: AnsweredRequest, as kept: KeptRequest) {
        let offset = time.nanoseconds(at: request.start) &- Int64(truncatingIfNeeded: request.start)
        var attributes = [
            SpanAttribute("http.request.method", request.method), SpanAttribute("http.route", request.route),
            SpanAttribute("url.scheme", request.scheme), SpanAttribute("url.path", request.route),
            SpanAttribute("http.response.status_code", .int(Int64(request.status))),
        ]
        if request.status >= 500 { attributes.append(SpanAttribute("error.type", "\(request.status)")) }
        let root = span(
            "\(request.method) \(request.route)", trace: kept.trace, id: kept.span, parent: kept.parent, kind: .server,
            start: Int64(truncatingIfNeeded: request.start) &+ offset, duration: Int64(clamping: request.nanoseconds),
            status: request.status >= 500 ? .error(message: "") : .unset, attributes: attributes)
        let parts = request.phases.all.map { part in
            span(
                part.phase.name, trace: kept.trace, id: newSpan(), parent: kept.span, kind: .internal,
                start: Int64(truncatingIfNeeded: part.start) &+ offset,
                duration: Int64(clamping: part.end &- part.start),
                attributes: part.phase == .inference ? Self.inference(request) : [])
        }
        buffer.add([root] + parts)
    }

    private static func inference(_ request: AnsweredRequest) -> [SpanAttribute] {
        [
            SpanAttribute("geoclimate.model.id", request.modelID),
            SpanAttribute("geoclimate.rows", .int(Int64(request.rows))),
        ]
    }
}
