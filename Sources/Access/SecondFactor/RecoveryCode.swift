internal import Crypto

/// Codes that stand in for a lost authenticator, each once: `k7mq-2xwp-9dtn-4hrb`, 80 random bits.
public enum RecoveryCode {
    /// Letters and digits that are not mistaken for one another.
    private static let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz".utf8) + Array("1".utf8)

    /// Letters of a code.
    static let length = 16

    /// A new code; `random` answers 64 random bits a call.
    public static func make(random: () -> UInt64) -> String {
        var text = ""
        for index in 0..<length {
            if index > 0, index % 4 == 0 { text.append("-") }
            text.append(Character(Unicode.Scalar(alphabet[Int(random() & 31)])))
        }
        return text
    }

    /// What the database keeps of a code; nil for a text that is none.
    ///
    /// Hyphens, spaces and capitals do not matter. One round of SHA-256 is enough for 80 random bits.
    public static func sha256(of text: String) -> [UInt8]? {
        let letters = text.lowercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
        guard letters.count == length, letters.allSatisfy({ alphabet.contains($0) }) else { return nil }
        return Array(SHA256.hash(data: letters))
    }
}
