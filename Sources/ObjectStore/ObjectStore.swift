/// A place that keeps whole objects under keys: a directory, or a bucket of an object store.
///
/// What an implementation promises, and `ObjectStoreContract` in the tests checks for each:
/// - An object appears whole or not at all, also when the machine stops in the middle.
/// - When a method that writes returns, the object survives a crash.
/// - Of several concurrent ``create(_:under:)`` of one key exactly one succeeds.
/// - A write that has returned is seen by every later read and list.
///
/// All methods throw ``ObjectStoreError``.
public protocol ObjectStore: Sendable {
    /// Stores an object, in place of the one that is there.
    func put(_ bytes: [UInt8], under key: ObjectKey) async throws

    /// Stores an object, or throws ``ObjectStoreError/alreadyExists(key:)`` and changes nothing.
    func create(_ bytes: [UInt8], under key: ObjectKey) async throws

    /// The bytes of an object, or ``ObjectStoreError/notFound(key:)`` thrown.
    func get(_ key: ObjectKey) async throws -> [UInt8]

    /// Some of an object's bytes.
    ///
    /// It throws ``ObjectStoreError/rangeInvalid(key:range:sizeBytes:)`` when the object does not have all of them.
    func get(_ key: ObjectKey, range: Range<Int>) async throws -> [UInt8]

    /// What is known about an object without reading it; nil when there is none.
    func head(_ key: ObjectKey) async throws -> ObjectInfo?

    /// The objects whose keys start with `prefix` and come behind `last`, in the order of their keys' bytes.
    ///
    /// At most `limit` are answered; the next page starts behind the last of them.
    func list(prefix: String, after last: ObjectKey?, limit: Int) async throws -> [ObjectInfo]

    /// Removes an object; does nothing when there is none.
    func delete(_ key: ObjectKey) async throws
}

/// What is known about an object without reading it.
public struct ObjectInfo: Sendable, Hashable {
    /// The object's key.
    public let key: ObjectKey

    /// The size of the object, in bytes.
    public let sizeBytes: Int

    /// What a store found out about an object.
    public init(key: ObjectKey, sizeBytes: Int) {
        self.key = key
        self.sizeBytes = sizeBytes
    }
}
