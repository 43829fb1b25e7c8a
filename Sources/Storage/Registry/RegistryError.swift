/// Why the registry refused something.
///
/// Each describes itself in a sentence that may be shown to the caller.
public enum RegistryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No model has this identity.
    case notFound(id: String)

    /// No model has this name.
    case nameNotFound(name: String)

    /// The name breaks the rules for names.
    case nameInvalid(name: String, maximumBytes: Int)

    /// A field of the metadata breaks its bound or rule.
    case metadataInvalid(field: String, reason: String)

    /// The model is in production and cannot be deleted.
    case inProduction(id: String, name: String, version: String)

    /// No earlier production model of the name is left.
    case nothingToRollBackTo(name: String)

    /// The stored bytes are not those that were registered.
    case bytesDamaged(id: String, sha256: String, reason: String)

    /// The model file has no bytes.
    case empty

    /// The model file is larger than the registry takes.
    case tooLarge(bytes: Int, limitBytes: Int)

    /// The registry holds as many models as it may.
    case full(limit: Int)

    /// More models were asked for than one comparison answers.
    case tooManyCompared(count: Int, limit: Int)

    /// The sentence for people: what failed, on what, and what to do.
    public var description: String {
        switch self {
        case .notFound(let id):
            "There is no model with the id \(Self.quoted(id)). List the models to see their ids."
        case .nameNotFound(let name):
            "There is no model named \(Self.quoted(name)). List the models to see their names."
        case .nameInvalid(let name, let maximumBytes):
            "The model name \(Self.quoted(name)) is not valid. Use 1 to \(maximumBytes) letters, digits, dots, "
                + "underscores and hyphens of ASCII, and do not start with a dot."
        case .metadataInvalid(let field, let reason):
            "The model's \(field) cannot be stored: \(reason)."
        case .inProduction(let id, let name, let version):
            "The model \(id) (\(name) \(version)) is in production and cannot be deleted. Promote another version or "
                + "move this one to staging first."
        case .nothingToRollBackTo(let name):
            "There is no earlier production model of \(Self.quoted(name)) to roll back to. Promote the version you want."
        case .bytesDamaged(let id, let sha256, let reason):
            "The stored bytes of model \(id) are damaged (SHA-256 \(sha256)): \(reason). Import the same file again, "
                + "which repairs them, or restore the database from a replica."
        case .empty:
            "The model file is empty. Send the bytes of a trained model."
        case .tooLarge(let bytes, let limitBytes):
            "The model file has \(bytes) bytes; the registry takes at most \(limitBytes)."
        case .full(let limit):
            "The registry holds \(limit) models, as many as it may. Delete models that are no longer needed."
        case .tooManyCompared(let count, let limit):
            "\(count) models were asked for; one comparison answers at most \(limit)."
        }
    }

    /// Text from outside, shortened and with control characters escaped so that a sentence stays one line.
    private static func quoted(_ text: String) -> String {
        let start = text.prefix(160)
        return start.debugDescription + (start.count < text.count ? "…" : "")
    }
}
