import HTTPTypes
import Hummingbird
import JSONText

/// The envelope in which Prometheus's API answers.
enum PrometheusAnswer {
    /// A successful answer with what `data` writes, which must be one JSON value.
    static func bytes(
        warnings: [String] = [], infos: [String] = [], _ data: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 4_096)
        json.beginObject()
        json.field("status", "success")
        json.key("data")
        data(&json)
        list("warnings", warnings, &json)
        list("infos", infos, &json)
        json.endObject()
        return json.bytes
    }

    /// The same as a whole response.
    static func response(warnings: [String] = [], _ data: (inout JSONWriter) -> Void) -> Response {
        Response(type: MediaType.json.rawValue, bytes: bytes(warnings: warnings, data))
    }

    /// A failed answer.
    static func failure(_ type: PrometheusErrorType, _ message: String) -> [UInt8] {
        JSONWriter.bytes { json in
            json.beginObject()
            json.field("status", "error")
            json.field("errorType", type.rawValue)
            json.field("error", message)
            json.endObject()
        }
    }

    private static func list(_ name: String, _ texts: [String], _ json: inout JSONWriter) {
        guard !texts.isEmpty else { return }
        json.key(name)
        json.strings(texts)
    }
}
