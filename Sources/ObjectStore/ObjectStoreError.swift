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

    /// The text is not the address of a store; what is wrong is said without repeating the text.
    case locationInvalid(reason: String)

    /// The store could not do it, and will not when it is asked again.
    case failed(operation: String, subject: String, reason: String)

    /// The store could not be reached or could not serve it now; whether a write happened is not known.
    ///
    /// A store that says when to come back is not asked before that, in milliseconds.
    case unavailable(operation: String, subject: String, reason: String, retryAfterMilliseconds: Int?)

    /// Whether the same request may succeed later.
    public var isTransient: Bool {
        if case .unavailable = self { true } else { false }
    }

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
        case .locationInvalid(let reason): "The address of the object store cannot be used: \(reason)."
        case .failed(let operation, let subject, let reason): "Could not \(operation) \(subject): \(reason)."
        case .unavailable(let operation, let subject, let reason, _):
            "Could not \(operation) \(subject) for now: \(reason)."
        }
    }
}
