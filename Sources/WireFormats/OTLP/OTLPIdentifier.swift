internal import Foundation
internal import Traces

/// Trace and span ids as OTLP's messages hold them.
///
/// protobuf's JSON mapping takes bytes for base64, but OTLP writes ids as hexadecimal digits. All of those are digits of base64 too, and
/// the lengths of ids are multiples of four: what was read as base64 is written as base64 again, and that is the hexadecimal text.
enum OTLPIdentifier {
    /// Nil where there is none, or none that is valid.
    static func trace(_ data: Data) -> TraceID? {
        data.count == 16 ? TraceID(bytes: data) : TraceID(hex: hex(data, bytes: 24))
    }

    /// Nil where there is none, or none that is valid.
    static func span(_ data: Data) -> SpanID? {
        data.count == 8 ? SpanID(bytes: data) : SpanID(hex: hex(data, bytes: 12))
    }

    private static func hex(_ data: Data, bytes: Int) -> String {
        data.count == bytes ? data.base64EncodedString().lowercased() : ""
    }
}
