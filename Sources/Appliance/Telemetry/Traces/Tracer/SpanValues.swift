import Traces
import Tracing

/// What swift-distributed-tracing says of a span in the words of the store: bounded, and without what may be secret.
enum SpanValues {
    /// Attributes that libraries set and that may hold a secret: a token in a query, or a webhook's path.
    private static let unsaid: Set = ["url.full", "url.path", "url.query", "http.url", "http.target"]

    static func attributes(_ attributes: SpanAttributes) -> [Traces.SpanAttribute] {
        var list: [Traces.SpanAttribute] = []
        attributes.forEach { name, value in
            guard !unsaid.contains(name) else { return }
            list.append(
                SecretNames.contains(name)
                    ? Traces.SpanAttribute(cut(name), SecretNames.redacted)
                    : Traces.SpanAttribute(standard(cut(name)), self.value(value)))
        }
        return Array(list.sorted { $0.name < $1.name }.prefix(Limits.spanAttributes))
    }

    static func event(_ event: Tracing.SpanEvent) -> Traces.SpanEvent {
        Traces.SpanEvent(
            time: Int64(clamping: event.nanosecondsSinceEpoch), name: cut(event.name),
            attributes: attributes(event.attributes))
    }

    /// Nil for a span of another tracer.
    static func link(_ link: Tracing.SpanLink) -> Traces.SpanLink? {
        link.context.trace.map {
            Traces.SpanLink(trace: $0.trace, span: $0.span, attributes: attributes(link.attributes))
        }
    }

    static func kind(_ kind: Tracing.SpanKind) -> Traces.SpanKind {
        switch kind {
        case .server: .server
        case .client: .client
        case .producer: .producer
        case .consumer: .consumer
        case .internal: .internal
        }
    }

    static func status(_ status: Tracing.SpanStatus?) -> Traces.SpanStatus {
        switch status?.code {
        case nil: .unset
        case .ok: .ok
        case .error: .error(message: cut(status?.message ?? ""))
        }
    }

    /// The text, or as many whole characters of it as fit into `Limits.spanTextBytes`.
    static func cut(_ text: String) -> String {
        text.utf8.count <= Limits.spanTextBytes ? text : LogText.cut(text, to: Limits.spanTextBytes)
    }

    /// The name of today's conventions for what the HTTP client calls by an old one.
    private static func standard(_ name: String) -> String {
        name == "http.status_code" ? "http.response.status_code" : name
    }

    private static func value(_ value: Tracing.SpanAttribute) -> Traces.SpanAttribute.Value {
        switch value {
        case .bool(let flag): .bool(flag)
        case .int32(let number): .int(Int64(number))
        case .int64(let number): .int(number)
        case .double(let number): .double(number)
        case .string(let text): .string(cut(text))
        case .stringConvertible(let convertible): .string(cut(convertible.description))
        default: .string(cut("\(value)"))
        }
    }
}
