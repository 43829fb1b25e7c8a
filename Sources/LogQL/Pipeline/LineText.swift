/// Text out of bytes of lines.
enum LineText {
    /// Bytes as text; what is not UTF-8 becomes a space, as Prometheus's labels cannot hold U+FFFD.
    static func string(_ bytes: Span<UInt8>) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            return repaired(bytes.indices.map { bytes[$0] })
        }
    }

    static func string(_ bytes: [UInt8]) -> String { string(bytes.span) }

    static func string(_ bytes: ArraySlice<UInt8>) -> String { string(bytes.span) }

    private static func repaired(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).replacing("\u{FFFD}", with: " ")
    }
}
