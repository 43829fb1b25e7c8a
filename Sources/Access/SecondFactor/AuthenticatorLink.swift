/// The address that an authenticator takes a secret from, often as a QR code:
/// `otpauth://totp/GeoClimate:ada?secret=…&issuer=GeoClimate`.
public struct AuthenticatorLink: Sendable, CustomStringConvertible {
    /// The address.
    public let description: String

    /// The link of an account's secret; the format is that of Google Authenticator's "Key URI Format".
    public init(issuer: String, username: String, secret: [UInt8]) {
        let issuer = Self.escaped(issuer)
        description =
            "otpauth://totp/\(issuer):\(Self.escaped(username))?secret=\(Base32.text(of: secret))&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=\(TOTP.digits)&period=\(TOTP.stepSeconds)"
    }

    /// All but the unreserved characters of RFC 3986 in percents.
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
