import Access
import Foundation
import HTTPTypes
import Hummingbird

/// Who a client of the token endpoint says it is: by HTTP Basic, or in the form (RFC 6749, section 2.3.1).
struct ClientCredentials: Sendable {
    let id: String
    let secret: Secret

    /// - Throws: ``APIError`` for credentials that are none, or in two places at once.
    init?(_ request: Request, _ form: FormFields) throws(APIError) {
        if let header = request.headers[.authorization] {
            guard form["client_secret"] == nil else {
                throw .oauth(.invalidRequest, "The client authenticates in two ways at once. Use one of them.")
            }
            guard let basic = Self.basic(header) else {
                throw .oauth(.invalidClient, "The field Authorization is not HTTP Basic with an id and a secret.")
            }
            self = basic
        } else if let id = form["client_id"], let secret = form["client_secret"] {
            self.init(id: id, secret: Secret(secret))
        } else {
            return nil
        }
    }

    private init(id: String, secret: Secret) {
        self.id = id
        self.secret = secret
    }

    /// The scheme, one blank, and base64 of both parts in the encoding of forms with a colon between them.
    private static func basic(_ header: String) -> ClientCredentials? {
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "basic", parts[1].utf8.count <= Limits.basicCredentialBytes,
            let bytes = Data(base64Encoded: String(parts[1])), let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let id = try? FormFields.decoded(bytes[..<colon]),
            let secret = try? FormFields.decoded(bytes[colon...].dropFirst()), !id.isEmpty
        else { return nil }
        return ClientCredentials(id: id, secret: Secret(secret))
    }
}
