internal import Foundation

extension CredentialSource where Credential == AccessKey {
    /// Amazon's variables: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
    public static func amazon(
        _ environment: @escaping @Sendable () -> [String: String]
    ) -> CredentialSource {
        CredentialSource { () throws(ObjectStoreError) in
            let values = environment()
            return AccessKey(
                id: try variable("AWS_ACCESS_KEY_ID", of: values),
                secret: Secret(try variable("AWS_SECRET_ACCESS_KEY", of: values)),
                sessionToken: values["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : Secret($0) })
        }
    }

    /// A Google HMAC key: `GOOGLE_HMAC_ACCESS_ID` and `GOOGLE_HMAC_SECRET`.
    public static func google(
        _ environment: @escaping @Sendable () -> [String: String]
    ) -> CredentialSource {
        CredentialSource { () throws(ObjectStoreError) in
            let values = environment()
            return AccessKey(
                id: try variable("GOOGLE_HMAC_ACCESS_ID", of: values),
                secret: Secret(try variable("GOOGLE_HMAC_SECRET", of: values)))
        }
    }
}

extension CredentialSource where Credential == Secret {
    /// The key of a storage account, in base64 as the portal shows it: `AZURE_STORAGE_KEY`.
    public static func azure(_ environment: @escaping @Sendable () -> [String: String]) -> CredentialSource {
        CredentialSource { () throws(ObjectStoreError) in
            let text = try variable("AZURE_STORAGE_KEY", of: environment())
            guard let key = Data(base64Encoded: text), !key.isEmpty else {
                throw ObjectStoreError.failed(
                    operation: "read", subject: "the variable AZURE_STORAGE_KEY", reason: "it is not base64")
            }
            return Secret([UInt8](key))
        }
    }
}

private func variable(_ name: String, of values: [String: String]) throws(ObjectStoreError) -> String {
    guard let value = values[name], !value.isEmpty else {
        throw .failed(operation: "read", subject: "the variable \(name)", reason: "it is not set or empty")
    }
    guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw .failed(
            operation: "read", subject: "the variable \(name)",
            reason: "it has a character that no key has; look for a space or an end of line")
    }
    return value
}
