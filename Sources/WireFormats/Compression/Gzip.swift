/// gzip (RFC 1952) and zlib (RFC 1950) bodies, as Content-Encoding names them "gzip" and "deflate".
public enum Gzip {
    private static let format = "gzip"

    /// The content of a body, if it has at most `limit` bytes; members that follow each other are one content.
    ///
    /// Memory grows with what has been inflated, never with what a header declares. Throws ``CompressionError``.
    public static func decompress(
        _ body: [UInt8], limit: Int = Limits.maxBodyBytes
    ) throws(CompressionError) -> [UInt8] {
        var content: [UInt8] = []
        var offset = 0
        var members = 0
        repeat {
            members += 1
            // Each member costs the set-up of a window, however little is in it.
            guard members <= Limits.maxGzipMembers else { throw .malformed(format: format) }
            let outcome = NativeCompression.inflate(body, from: &offset, into: &content, limit: limit)
            switch outcome {
            case .finished: break
            case .tooLarge: throw .tooLarge(format: format, limit: limit)
            case .truncated: throw .truncated(format: format)
            case .malformed: throw .malformed(format: format)
            }
        } while offset < body.count
        return content
    }

    /// One gzip member with the bytes as content.
    ///
    /// Throws ``CompressionError``.
    public static func compress(_ content: [UInt8]) throws(CompressionError) -> [UInt8] {
        guard let body = NativeCompression.deflated(content) else { throw .failed(format: format) }
        return body
    }
}
