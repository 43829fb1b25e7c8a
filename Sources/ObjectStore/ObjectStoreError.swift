/// Why an object store refused something.
public enum ObjectStoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text is not a key.
    case keyInvalid(key: String, reason: String)

    /// An object of this key is there already.
    case alreadyExists(key: ObjectKey)

    /// There is no object of this key.
    case notFound(key: ObjectKey)

    /// The object does not have these bytes.
    case rangeInvalid(key: ObjectKey, range: Range<Int>, sizeBytes: Int)

    /// The object is larger than one object may be.
    case tooLarge(key: ObjectKey, sizeBytes: Int, limitBytes: Int)

    /// The store could not do it.
    case failed(operation: String, subject: String, reason: String)

    /// The sentence for the operator: what failed, on what, and what to do.
    public var description: String {
        switch self {
        case .keyInvalid(let key, let reason): "\(key.prefix(160).debugDescription) is not an object key: \(reason)."
        case .alreadyExists(let key): "The object \(key) exists already and was left as it is."
        case .notFound(let key): "There is no object \(key)."
        case .rangeInvalid(let key, let range, let sizeBytes):
            "The object \(key) has \(sizeBytes) bytes, not those from \(range.lowerBound) to before \(range.upperBound)."
        case .tooLarge(let key, let sizeBytes, let limitBytes):
            "The object \(key) has \(sizeBytes) bytes; at most \(limitBytes) are taken."
        case .failed(let operation, let subject, let reason): "Could not \(operation) \(subject): \(reason)."
        }
    }
}
