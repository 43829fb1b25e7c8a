internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import JSONText

/// What a Google service account shows for an access token: a JSON Web Token that it signed itself (RFC 7523).
///
/// Source: "Using OAuth 2.0 for server to server applications" in Google's identity documentation.
struct ServiceAccountAssertion: Sendable {
    /// What a store needs to do: read, write and delete objects, and no more.
    static let scope = "https://www.googleapis.com/auth/devstorage.read_write"

    /// Seconds that an assertion is good for, the most that is accepted.
    static let seconds = 3_600

    let account: ServiceAccount

    /// The signed token; it fails when the key cannot sign.
    func token(at time: CalendarTime) throws(ObjectStoreError) -> String {
        let begin = time.secondsSince1970
        let text = "\(Self.encode(header)).\(Self.encode(claims(from: begin)))"
        do {
            let key = try _RSA.Signing.PrivateKey(
                pemRepresentation: String(decoding: account.privateKey.bytes, as: UTF8.self))
            let signature = try key.signature(
                for: SHA256.hash(data: Array(text.utf8)), padding: .insecurePKCS1v1_5)
            return "\(text).\(Self.encode([UInt8](signature.rawRepresentation)))"
        } catch {
            throw .failed(
                operation: "sign as", subject: account.email,
                reason: "the private key of the service account is not an RSA key in PEM; download a new one")
        }
    }

    private var header: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("alg")
        writer.string("RS256")
        writer.key("typ")
        writer.string("JWT")
        if let id = account.privateKeyID {
            writer.key("kid")
            writer.string(id)
        }
        writer.endObject()
        return writer.bytes
    }

    private func claims(from begin: Int) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in [("iss", account.email), ("scope", Self.scope), ("aud", account.tokenAddress)] {
            writer.key(name)
            writer.string(value)
        }
        writer.key("iat")
        writer.number(begin)
        writer.key("exp")
        writer.number(begin + Self.seconds)
        writer.endObject()
        return writer.bytes
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
