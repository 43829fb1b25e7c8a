internal import Crypto
internal import Foundation

/// The secret of a token as text, and what of it the database knows.
enum OneTimeSecret {
    /// Random bits of a secret.
    static let bits = 256

    /// A new secret from an injected source of 64 random bits each.
    static func make(random: () -> UInt64) -> String {
        var bytes: [UInt8] = []
        for _ in 0..<(bits / 64) {
            let word = random()
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        return Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// SHA-256 of the text.
    ///
    /// A fast hash is enough: nobody can try 2 to the 256 secrets. Looking a hash up instead of the secret leaves no
    /// timing to learn the secret from.
    static func hash(of secret: String) -> Data {
        Data(SHA256.hash(data: Array(secret.utf8)))
    }
}
