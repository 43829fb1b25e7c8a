/// What OTLP says in fields of their own and Jaeger in tags.
///
/// Source: https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger/.
enum JaegerTags {
    static func derived(from span: Span) -> [SpanAttribute] {
        var tags: [SpanAttribute] = []
        if let kind = kind(of: span) { tags.append(SpanAttribute("span.kind", kind)) }
        switch span.status {
        case .unset: break
        case .ok: tags.append(SpanAttribute("otel.status_code", "OK"))
        case .error(let message):
            tags.append(SpanAttribute("otel.status_code", "ERROR"))
            if !message.isEmpty { tags.append(SpanAttribute("otel.status_description", message)) }
            tags.append(SpanAttribute("error", .bool(true)))
        }
        return tags
    }

    /// The word of the tag `span.kind` and of the answer with operations.
    static func kind(of span: Span) -> String? {
        switch span.kind {
        case .unspecified: nil
        case .internal: "internal"
        case .server: "server"
        case .client: "client"
        case .producer: "producer"
        case .consumer: "consumer"
        }
    }
}
