import HTTPTypes
import JSONText
import Traces

/// The body of an error answer: RFC 9457 problem details, with `error` as a copy of `detail` for Open Inference
/// clients.
enum ProblemDocument {
    /// The type of an error's document: clients of OAuth take theirs as JSON only (RFC 6749, section 5.2).
    static func contentType(of error: APIError) -> String {
        switch error.form {
        case .prometheus, .jaeger: MediaType.json.rawValue
        case .text: "text/plain; charset=utf-8"
        case nil: error.oauthCode == nil ? "application/problem+json" : MediaType.json.rawValue
        }
    }

    /// The document as JSON text.
    ///
    /// `instance` is the request's id.
    static func encode(_ error: APIError, instance: String) -> [UInt8] {
        switch error.form {
        case .prometheus(let type): return PrometheusAnswer.failure(type, error.detail)
        case .jaeger:
            return JSONWriter.bytes {
                JaegerAnswer.failure(status: error.status.code, message: error.detail, to: &$0)
            }
        case .text: return Array((error.detail + "\n").utf8)
        case nil: break
        }
        var json = JSONWriter()
        json.beginObject()
        json.field("type", error.type?.uri ?? "about:blank")
        json.field("title", error.type?.title ?? error.status.reasonPhrase)
        json.field("status", error.status.code)
        json.field("detail", error.detail)
        json.field("instance", instance)
        json.field("error", error.oauthCode?.rawValue ?? error.detail)
        if error.oauthCode != nil { json.field("error_description", error.detail) }
        for (member, names) in (error.type?.names ?? [:]).sorted(by: { $0.key < $1.key }) {
            json.key(member)
            json.beginArray()
            for name in names { json.string(name) }
            json.endArray()
        }
        if !error.fields.isEmpty {
            json.key("errors")
            json.beginArray()
            for field in error.fields {
                json.beginObject()
                json.key("loc")
                json.beginArray()
                for part in field.location { json.string(part) }
                json.endArray()
                json.field("msg", field.message)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
        return json.bytes
    }
}
