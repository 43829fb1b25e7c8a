import NIOCore
import NIOWebSocket

/// Frames as a server sends them: whole, unmasked (RFC 6455, 5.2).
enum WebSocketOutput {
    /// A message of text.
    static func text(_ bytes: [UInt8]) -> ByteBuffer { frame(.text, bytes) }

    static func ping() -> ByteBuffer { frame(.ping, []) }

    static func pong(_ bytes: [UInt8]) -> ByteBuffer { frame(.pong, bytes) }

    /// The end, with a reason of at most 123 bytes, which is cut where it is longer.
    static func close(_ code: WebSocketErrorCode, _ reason: String) -> ByteBuffer {
        var body = ByteBuffer()
        body.write(webSocketErrorCode: code)
        body.writeBytes(reason.utf8.prefix(123))
        return frame(.connectionClose, Array(body.readableBytesView))
    }

    private static func frame(_ opcode: WebSocketOpcode, _ payload: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(payload.count + 10)
        buffer.writeInteger(0x80 | UInt8(webSocketOpcode: opcode))
        switch payload.count {
        case ...125: buffer.writeInteger(UInt8(payload.count))
        case ...Int(UInt16.max):
            buffer.writeInteger(126 as UInt8)
            buffer.writeInteger(UInt16(payload.count))
        default:
            buffer.writeInteger(127 as UInt8)
            buffer.writeInteger(UInt64(payload.count))
        }
        buffer.writeBytes(payload)
        return buffer
    }
}
