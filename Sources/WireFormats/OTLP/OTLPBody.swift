internal import SwiftProtobuf

/// How the body of an OTLP/HTTP request and of its answer is written; the raw value is its `Content-Type`.
///
/// Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp.
public enum OTLPEncoding: String, Sendable, CaseIterable {
    /// Binary protobuf.
    case protobuf = "application/x-protobuf"
    /// protobuf's JSON mapping with hexadecimal trace and span ids.
    case json = "application/json"
}

/// The body of an OTLP request as its messages.
enum OTLPBody {
    /// Throws ``WireError``.
    static func decode<Body: Message>(
        _ bytes: [UInt8], as type: Body.Type, encoding: OTLPEncoding, shape: OTLPShape
    ) throws(WireError) -> Body {
        switch encoding {
        case .protobuf: return try ProtobufBody.decode(bytes, as: type, shape: shape)
        case .json:
            guard JSONObjects.count(bytes, limit: Limits.maxMessages) <= Limits.maxMessages else {
                throw .tooMany(what: "messages", limit: Limits.maxMessages)
            }
            var options = JSONDecodingOptions()
            options.ignoreUnknownFields = true
            options.messageDepthLimit = Limits.maxMessageDepth
            do {
                return try Body(jsonUTF8Bytes: bytes, options: options)
            } catch {
                throw .malformed(format: "OTLP's JSON", reason: "its text or its fields are not those of the request")
            }
        }
    }

    /// Throws ``WireError``.
    static func encode(_ message: some Message, encoding: OTLPEncoding) throws(WireError) -> [UInt8] {
        switch encoding {
        case .protobuf: return try ProtobufBody.encode(message)
        case .json:
            do {
                return try message.jsonUTF8Bytes()
            } catch {
                throw .malformed(format: "OTLP's JSON", reason: "the message could not be encoded")
            }
        }
    }
}

/// How many objects a JSON text opens, found without reading it: each becomes a message.
enum JSONObjects {
    /// Stops counting one beyond the limit.
    static func count(_ text: [UInt8], limit: Int) -> Int {
        var count = 0
        var isInString = false
        var isEscaped = false
        for byte in text {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte == UInt8(ascii: "{") {
                count += 1
                if count > limit { return count }
            }
        }
        return count
    }
}
