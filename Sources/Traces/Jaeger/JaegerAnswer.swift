public import JSONText

/// The answers of Jaeger's query API, as its page and Grafana's data source read them.
///
/// Source: the structures in Jaeger's `internal/uimodel/model.go`. Each is an object with `data`, `total`, `limit`, `offset` and `errors`.
public enum JaegerAnswer {
    /// `/api/services`: names in order.
    public static func services(_ names: [String], to writer: inout JSONWriter) {
        list(names, to: &writer)
    }

    /// `/api/services/{service}/operations`: names in order.
    public static func operations(_ names: [String], to writer: inout JSONWriter) {
        list(names, to: &writer)
    }

    /// `/api/operations`: names in order, each with an empty kind, which is not kept beside them.
    public static func operationsWithKinds(_ names: [String], to writer: inout JSONWriter) {
        envelope(total: names.count, to: &writer) { writer in
            writer.beginArray()
            for name in names {
                writer.beginObject()
                writer.key("name")
                writer.string(name)
                writer.key("spanKind")
                writer.string("")
                writer.endObject()
            }
            writer.endArray()
        }
    }

    /// `/api/traces` and `/api/traces/{id}`: the spans of each trace, whatever their order.
    public static func traces(_ traces: [[Span]], to writer: inout JSONWriter) {
        envelope(total: 0, to: &writer) { writer in
            writer.beginArray()
            for spans in traces { trace(spans, to: &writer) }
            writer.endArray()
        }
    }

    /// What a status of 400 or 404 comes with; Grafana shows the message.
    public static func failure(status: Int, message: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("data")
        writer.null()
        for key in ["total", "limit", "offset"] {
            writer.key(key)
            writer.number(0)
        }
        writer.key("errors")
        writer.beginArray()
        writer.beginObject()
        writer.key("code")
        writer.number(status)
        writer.key("msg")
        writer.string(message)
        writer.endObject()
        writer.endArray()
        writer.endObject()
    }

    private static func list(_ names: [String], to writer: inout JSONWriter) {
        envelope(total: names.count, to: &writer) { writer in
            writer.beginArray()
            for name in names { writer.string(name) }
            writer.endArray()
        }
    }

    private static func envelope(total: Int, to writer: inout JSONWriter, data: (inout JSONWriter) -> Void) {
        writer.beginObject()
        writer.key("data")
        data(&writer)
        writer.key("total")
        writer.number(total)
        writer.key("limit")
        writer.number(0)
        writer.key("offset")
        writer.number(0)
        writer.key("errors")
        writer.null()
        writer.endObject()
    }
}
