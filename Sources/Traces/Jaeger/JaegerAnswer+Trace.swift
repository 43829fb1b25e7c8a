internal import JSONText

extension JaegerAnswer {
    /// One trace: its spans in the order of their start, and the processes that they name.
    static func trace(_ all: [Span], to writer: inout JSONWriter) {
        let ordered = all.sorted { ($0.start, $0.id.value) < ($1.start, $1.id.value) }
        let spans = ordered.prefix(Limits.maxSpansPerTrace)
        var processes: [Process: String] = [:]
        var order: [Process] = []
        for span in spans where processes[Process(span)] == nil {
            order.append(Process(span))
            processes[Process(span)] = "p\(order.count)"
        }
        writer.beginObject()
        writer.key("traceID")
        writer.string(spans.first?.trace.description ?? "")
        writer.key("spans")
        writer.beginArray()
        for span in spans { write(span, process: processes[Process(span)] ?? "p1", to: &writer) }
        writer.endArray()
        writer.key("processes")
        writer.beginObject()
        for (index, process) in order.enumerated() {
            writer.key("p\(index + 1)")
            writer.beginObject()
            writer.key("serviceName")
            writer.string(process.service)
            tags(process.tags, to: &writer)
            writer.endObject()
        }
        writer.endObject()
        writer.key("warnings")
        if spans.count < ordered.count {
            writer.beginArray()
            writer.string("The trace has \(ordered.count) spans; the first \(spans.count) are shown.")
            writer.endArray()
        } else {
            writer.null()
        }
        writer.endObject()
    }

    private struct Process: Hashable {
        let service: String
        let tags: [SpanAttribute]

        init(_ span: Span) {
            service = span.service
            tags = span.resource
        }
    }

    private static func write(_ span: Span, process: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("traceID")
        writer.string(span.trace.description)
        writer.key("spanID")
        writer.string(span.id.description)
        writer.key("flags")
        writer.number(1)
        writer.key("operationName")
        writer.string(span.operation)
        references(of: span, to: &writer)
        writer.key("startTime")
        writer.number(span.start / 1_000)
        writer.key("duration")
        writer.number(span.duration / 1_000)
        tags(JaegerTags.derived(from: span) + span.attributes, to: &writer)
        logs(of: span, to: &writer)
        writer.key("processID")
        writer.string(process)
        writer.key("warnings")
        writer.null()
        writer.endObject()
    }

    private static func references(of span: Span, to writer: inout JSONWriter) {
        writer.key("references")
        writer.beginArray()
        if let parent = span.parent { reference("CHILD_OF", span.trace, parent, to: &writer) }
        for link in span.links { reference("FOLLOWS_FROM", link.trace, link.span, to: &writer) }
        writer.endArray()
    }

    private static func reference(_ kind: String, _ trace: TraceID, _ span: SpanID, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("refType")
        writer.string(kind)
        writer.key("traceID")
        writer.string(trace.description)
        writer.key("spanID")
        writer.string(span.description)
        writer.endObject()
    }

    private static func logs(of span: Span, to writer: inout JSONWriter) {
        writer.key("logs")
        writer.beginArray()
        for event in span.events {
            writer.beginObject()
            writer.key("timestamp")
            writer.number(event.time / 1_000)
            tags([SpanAttribute("event", event.name)] + event.attributes, key: "fields", to: &writer)
            writer.endObject()
        }
        writer.endArray()
    }

    private static func tags(_ tags: [SpanAttribute], key: String = "tags", to writer: inout JSONWriter) {
        writer.key(key)
        writer.beginArray()
        for tag in tags {
            writer.beginObject()
            writer.key("key")
            writer.string(tag.name)
            writer.key("type")
            writer.string(type(of: tag.value))
            writer.key("value")
            value(tag.value, to: &writer)
            writer.endObject()
        }
        writer.endArray()
    }

    private static func type(of value: SpanAttribute.Value) -> String {
        switch value {
        case .string: "string"
        case .bool: "bool"
        case .int: "int64"
        case .double(let number): number.isFinite ? "float64" : "string"
        }
    }

    private static func value(_ value: SpanAttribute.Value, to writer: inout JSONWriter) {
        switch value {
        case .string(let text): writer.string(text)
        case .bool(let flag): writer.bool(flag)
        case .int(let number): writer.number(number)
        case .double(let number):
            // JSON has no word for NaN and infinities: their type says that they are text.
            do { try writer.number(number) } catch { writer.string(value.text) }
        }
    }
}
