internal import Foundation

/// Base64 (RFC 4648, section 4) without padding, as PHC strings write bytes.
enum UnpaddedBase64 {
    static func text(of bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    /// The bytes; nil for every text but the one that ``text(of:)`` answers for them.
    static func bytes(of text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text + padding) else { return nil }
        let bytes = [UInt8](data)
        return self.text(of: bytes) == text ? bytes : nil
    }
}
