/// Why the signing keys of access tokens cannot be used or changed.
enum SigningKeyError: Error, Equatable, CustomStringConvertible {
    /// The generator gave the same key twice.
    case notMade
    /// The file is no ring of keys.
    case unreadable(path: String)
    /// The keys come from a systemd credential.
    case fromCredential(path: String)
    /// The file was there and is gone.
    case missing(path: String)

    var description: String {
        switch self {
        case .notMade: "No new signing keys could be made. Try again."
        case .unreadable(let path):
            "The file \(path) does not hold signing keys. Move it away, and new ones are made: sessions go on, and access "
                + "tokens are fetched anew."
        case .fromCredential(let path):
            "The signing keys come from the systemd credential \(path). Rotate them where that is provided."
        case .missing(let path): "The file \(path) of signing keys is gone. Restore it, or restart to make new keys."
        }
    }
}
