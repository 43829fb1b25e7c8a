internal import Foundation
internal import JSONText

/// A Google service account as its key file describes it.
public struct ServiceAccount: Sendable, Equatable, CustomStringConvertible {
    /// The account's address, which is its name.
    public let email: String

    /// What signs, as PEM.
    public let privateKey: Secret

    /// The public name of the key.
    public let privateKeyID: String?

    /// Where a signed assertion is exchanged for an access token.
    public let tokenAddress: String

    /// An account from its parts.
    public init(email: String, privateKey: Secret, privateKeyID: String?, tokenAddress: String) {
        self.email = email
        self.privateKey = privateKey
        self.privateKeyID = privateKeyID
        self.tokenAddress = tokenAddress
    }

    /// The account of a key file, as `GOOGLE_APPLICATION_CREDENTIALS` names one.
    ///
    /// It throws ``ObjectStoreError`` for a file that is not the key of a service account; no error repeats its contents.
    public init(keyFile bytes: [UInt8], named path: String) throws(ObjectStoreError) {
        let fields: [String: String]
        do { fields = try Self.texts(in: bytes) } catch {
            throw Self.unusable(path, "it is not a JSON object")
        }
        guard fields["type"] == "service_account" else {
            throw Self.unusable(path, "it is not the key of a service account; make one in the Cloud console")
        }
        guard let email = fields["client_email"], let key = fields["private_key"], !email.isEmpty, !key.isEmpty else {
            throw Self.unusable(path, "client_email or private_key is missing; download the key again")
        }
        self.init(
            email: email, privateKey: Secret(key), privateKeyID: fields["private_key_id"],
            tokenAddress: fields["token_uri"] ?? "https://oauth2.googleapis.com/token")
    }

    /// The name of the account, never its key.
    public var description: String { "service account \(email)" }

    private static func unusable(_ path: String, _ reason: String) -> ObjectStoreError {
        .failed(operation: "read", subject: "the key file \(path)", reason: reason)
    }

    private static func texts(in bytes: [UInt8]) throws(JSONError) -> [String: String] {
        var reader = JSONReader(bytes)
        var found: [String: String] = [:]
        try reader.beginObject()
        while let name = try reader.nextKey() {
            if try reader.peek() == .string { found[name] = try reader.readString() } else { try reader.skipValue() }
        }
        try reader.finish()
        return found
    }
}
