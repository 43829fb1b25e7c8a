internal import SwiftProtobuf

/// Protobuf bodies to messages, once their number and depth are known to be within bounds.
enum ProtobufBody {
    /// Throws ``WireError``.
    static func decode<Body: Message>(
        _ bytes: [UInt8], as type: Body.Type, shape: some MessageShape
    ) throws(WireError) -> Body {
        var count = 0
        try check(bytes, 0..<bytes.count, shape, depth: 1, count: &count)
        var options = BinaryDecodingOptions()
        options.discardUnknownFields = true
        options.messageDepthLimit = Limits.maxMessageDepth + 1
        do {
            return try Body(serializedBytes: bytes, options: options)
        } catch {
            throw .malformed(format: "protobuf", reason: "its fields are not those of the message")
        }
    }

    /// Bytes of a message that this target has built itself.
    ///
    /// Throws ``WireError``.
    static func encode(_ message: some Message) throws(WireError) -> [UInt8] {
        do {
            return try message.serializedBytes()
        } catch {
            throw .malformed(format: "protobuf", reason: "the message could not be encoded")
        }
    }

    private static func check(
        _ bytes: [UInt8], _ range: Range<Int>, _ shape: some MessageShape, depth: Int, count: inout Int
    ) throws(WireError) {
        guard depth <= Limits.maxMessageDepth else {
            throw .tooMany(what: "messages inside each other", limit: Limits.maxMessageDepth)
        }
        var cursor = ProtobufCursor(bytes, in: range)
        while let field = try cursor.next() {
            guard field.wire == .bytes, let nested = shape.nested(field.number) else {
                try cursor.skip(field.wire)
                continue
            }
            count += 1
            guard count <= Limits.maxMessages else { throw .tooMany(what: "messages", limit: Limits.maxMessages) }
            try check(bytes, try cursor.range(), nested, depth: depth + 1, count: &count)
        }
    }
}
