internal import Foundation

/// Base64 of RFC 4648, section 4, with padding and in one form only.
public enum Base64 {
    /// The text of some bytes.
    public static func text(of bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
    }

    /// The bytes of a text; nil when it is not what ``text(of:)`` writes for any bytes.
    public static func bytes(of text: String) -> [UInt8]? {
        // Foundation ignores bits behind the end, which would give one signature several texts.
        guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else { return nil }
        return Array(data)
    }
}
