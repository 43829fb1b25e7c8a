import Access
import Dispatch
import Storage

/// Where the signing keys are kept: a file of mode 0600 beside the database, or a systemd credential.
///
/// A credential is read only: whoever provides it also rotates it.
struct SigningKeyFile: Sendable {
    /// The name of the file, and of the credential.
    static let name = "token-keys.json"

    let file: PrivateFile
    let isCredential: Bool
    private let queue = DispatchQueue(label: "geoclimate.signing-keys")

    /// The credential where there is one, else the file in the data directory.
    init(dataDirectory: String, credentialsDirectory: String?) throws(StorageError) {
        if let directory = credentialsDirectory {
            let credential = PrivateFile(path: directory + "/" + Self.name, maximumBytes: TokenLimits.keyFileBytes)
            if try credential.version() != nil {
                (file, isCredential) = (credential, true)
                return
            }
        }
        file = PrivateFile(path: dataDirectory + "/" + Self.name, maximumBytes: TokenLimits.keyFileBytes)
        isCredential = false
    }

    /// The ring in the file and which state of the file it is; nil when there is no file, or when it is `known` already.
    ///
    /// - Throws: ``StorageError``, ``SigningKeyError/unreadable(path:)``.
    func load(unless known: PrivateFile.Version? = nil) async throws -> (ring: KeyRing, version: PrivateFile.Version)? {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try read(unless: known) }) }
        }
    }

    /// As ``load(unless:)``, on the calling thread, which may block.
    func read(unless known: PrivateFile.Version? = nil) throws -> (ring: KeyRing, version: PrivateFile.Version)? {
        if let known, try file.version() == known { return nil }
        guard let found = try file.read(isShared: isCredential) else { return nil }
        guard let ring = try? KeyRing(json: found.bytes) else { throw SigningKeyError.unreadable(path: file.path) }
        return (ring, found.version)
    }
}
