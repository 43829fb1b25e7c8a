extension JaegerQuery {
    /// Whether a span is what the search asks for; a trace is found where one of its spans is.
    public func accepts(_ span: Span) -> Bool {
        guard span.service == service, operation == nil || span.operation == operation, range.contains(span.start),
            span.duration >= minDuration ?? 0, span.duration <= maxDuration ?? .max
        else { return false }
        return tags.allSatisfy { Self.has($0, span) }
    }

    /// As Jaeger stores a span: kind and status are tags too, and an error has the tag `error`.
    private static func has(_ tag: SpanAttribute, _ span: Span) -> Bool {
        let wanted = tag.value.text
        let isTag = { (attribute: SpanAttribute) in attribute.name == tag.name && attribute.value.text == wanted }
        return span.attributes.contains(where: isTag) || span.resource.contains(where: isTag)
            || JaegerTags.derived(from: span).contains(where: isTag)
            || span.events.contains { $0.attributes.contains(where: isTag) }
    }
}
