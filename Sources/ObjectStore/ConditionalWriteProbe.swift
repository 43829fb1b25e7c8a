/// Finds out whether a store keeps its word about objects that may only be created.
///
/// A fence between two writers is as good as this word, and some servers ignore the condition and overwrite. The probe
/// creates one object twice, with other bytes, and removes it.
public struct ConditionalWriteProbe: Sendable {
    /// What was found.
    public enum Finding: Sendable, Hashable, CustomStringConvertible {
        /// The second write was refused and changed nothing.
        case enforced
        /// The second write succeeded, or was refused and changed the object all the same.
        case ignored

        /// The sentence for the operator.
        public var description: String {
            switch self {
            case .enforced: "The store refuses to create an object that is there."
            case .ignored:
                "The store ignores the condition that an object must not be there yet: two writers could overwrite "
                    + "each other's objects and neither would notice. Use another store."
            }
        }
    }

    /// The key of the object, which nobody else may use.
    public let key: ObjectKey

    /// A probe at `probe/` and a number that was drawn at random.
    public init(nonce: UInt64) throws(ObjectStoreError) {
        key = try ObjectKey("probe/\(String(nonce, radix: 16))")
    }

    /// Tries a store; it throws ``ObjectStoreError`` when the store cannot be asked or the first write is refused.
    public func run(on store: some ObjectStore) async throws -> Finding {
        let (first, second) = (Array("first \(key)".utf8), Array("second \(key)".utf8))
        try await store.create(first, under: key)
        let finding: Finding
        do {
            try await store.create(second, under: key)
            finding = .ignored
        } catch ObjectStoreError.alreadyExists {
            finding = try await store.get(key) == first ? .enforced : .ignored
        }
        // What stays behind when this fails is small and in nobody's way.
        try? await store.delete(key)
        return finding
    }
}
