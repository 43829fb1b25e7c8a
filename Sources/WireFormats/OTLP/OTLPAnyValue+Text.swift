internal import Foundation
internal import JSONText

extension OTLPAnyValue {
    /// The value as one text: what it is for scalars, JSON for lists and maps, base64 for bytes, nothing for no value.
    var text: String {
        switch value {
        case .stringValue(let value): return value
        case .boolValue(let value): return value ? "true" : "false"
        case .intValue(let value): return String(value)
        case .doubleValue(let value): return PlainDecimal.text(value)
        case .bytesValue(let value): return value.base64EncodedString()
        case .arrayValue, .kvlistValue:
            var writer = JSONWriter()
            write(to: &writer)
            return String(decoding: writer.bytes, as: UTF8.self)
        case nil: return ""
        }
    }

    /// Recursion ends, because the depth of messages was bounded when they were read.
    private func write(to writer: inout JSONWriter) {
        switch value {
        case .stringValue(let value): writer.string(value)
        case .boolValue(let value): writer.bool(value)
        case .intValue(let value): writer.number(value)
        case .doubleValue(let value):
            // JSON has no word for NaN and infinities.
            do { try writer.number(value) } catch { writer.string(PlainDecimal.text(value)) }
        case .bytesValue(let value): writer.string(value.base64EncodedString())
        case .arrayValue(let list):
            writer.beginArray()
            for element in list.values { element.write(to: &writer) }
            writer.endArray()
        case .kvlistValue(let list):
            writer.beginObject()
            for pair in list.values {
                writer.key(pair.key)
                pair.value.write(to: &writer)
            }
            writer.endObject()
        case nil: writer.null()
        }
    }
}
