public import Resilience
internal import Synchronization

/// A store around another one that asks again when it makes sense: time limits, retries with jitter, a circuit breaker.
///
/// What the other answers for good (that there is no such object, that the key is wrong) is answered at once. What may be
/// gone later is tried again as the target's policy says; then ``ObjectStoreError/unavailable(operation:subject:reason:retryAfterMilliseconds:)``
/// is thrown, and whether a write happened is not known.
///
/// A creation whose acknowledgement was lost finds its own object at the next attempt: its bytes are compared, and the
/// same bytes are success. Two writers that must not both believe to have created an object therefore put something of
/// their own into it.
public struct ResilientObjectStore: ObjectStore {
    private let store: any ObjectStore
    private let target: OutgoingTarget
    private let bytesPerSecond: Int

    /// A store around another; `bytesPerSecond` is the speed below which a transfer counts as stalled.
    public init(
        around store: any ObjectStore, target: OutgoingTarget, slowestBytesPerSecond: Int
    ) {
        self.store = store
        self.target = target
        bytesPerSecond = max(slowestBytesPerSecond, 1)
    }

    /// What has come of the calls so far, and the state of the breaker.
    public var tally: OutgoingTarget.Tally { target.tally }

    /// Stores an object, in place of the one that is there.
    public func put(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await call("write", key.description, bytes: bytes.count) { try await store.put(bytes, under: key) }
    }

    /// Stores an object, or throws ``ObjectStoreError/alreadyExists(key:)`` and changes nothing.
    public func create(_ bytes: [UInt8], under key: ObjectKey) async throws {
        let earlier = EarlierAttempt()
        try await call("create", key.description, bytes: 2 * bytes.count) {
            let mayHaveSucceeded = earlier.note()
            do { try await store.create(bytes, under: key) } catch ObjectStoreError.alreadyExists(let key) {
                guard mayHaveSucceeded, try await holds(bytes, under: key) else {
                    throw ObjectStoreError.alreadyExists(key: key)
                }
            }
        }
    }

    /// The bytes of an object, or ``ObjectStoreError/notFound(key:)`` thrown.
    public func get(_ key: ObjectKey) async throws -> [UInt8] {
        // Its size is not known before, and the connection itself notices when nothing comes any more.
        try await call("read", key.description, bytes: Limits.objectBytes) { try await store.get(key) }
    }

    /// Some of an object's bytes; all of them must be there.
    public func get(_ key: ObjectKey, range: Range<Int>) async throws -> [UInt8] {
        try await call("read", key.description, bytes: range.count) { try await store.get(key, range: range) }
    }

    /// What is known about an object without reading it; nil when there is none.
    public func head(_ key: ObjectKey) async throws -> ObjectInfo? {
        try await call("look at", key.description) { try await store.head(key) }
    }

    /// The objects whose keys start with `prefix` and come behind `last`, in the order of their keys' bytes.
    public func list(prefix: String, after last: ObjectKey?, limit: Int) async throws -> [ObjectInfo] {
        // A list may take many pages.
        try await call("list", prefix, bytes: Limits.listBytes) {
            try await store.list(prefix: prefix, after: last, limit: limit)
        }
    }

    /// Removes an object; does nothing when there is none.
    public func delete(_ key: ObjectKey) async throws {
        try await call("delete", key.description) { try await store.delete(key) }
    }

    // MARK: - Calls

    private func holds(_ bytes: [UInt8], under key: ObjectKey) async throws -> Bool {
        do { return try await store.get(key) == bytes } catch ObjectStoreError.notFound {
            throw ObjectStoreError.unavailable(
                operation: "create", subject: key.description,
                reason: "the object was there and is gone", retryAfterMilliseconds: nil)
        }
    }

    private func call<Value: Sendable>(
        _ operation: String, _ subject: String, bytes: Int = 0,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let outcome = await target.call(
            addingMilliseconds: bytes / (bytesPerSecond / 1_000 + 1)
        ) { () async throws(CallFailure) -> Result<Value, ObjectStoreError> in
            do { return .success(try await work()) } catch {
                return .failure(try Self.lasting(error, operation, subject))
            }
        }
        switch outcome {
        case .done(let result, _): return try result.get()
        case .degraded(let degradation): throw Self.error(degradation, operation, subject)
        }
    }

    /// The error when it is one that stays; one that may be gone later is thrown, to be tried again.
    private static func lasting(
        _ error: any Error, _ operation: String, _ subject: String
    ) throws(CallFailure) -> ObjectStoreError {
        switch error {
        case ObjectStoreError.unavailable(_, _, let reason, let retryAfter):
            throw CallFailure(.transient(retryAfterMilliseconds: retryAfter), "\(reason).")
        case let error as ObjectStoreError: return error
        case is CancellationError: throw .transient("The call was cancelled.")
        default: return .failed(operation: operation, subject: subject, reason: "\(error)")
        }
    }

    private static func error(
        _ degradation: Degradation, _ operation: String, _ subject: String
    ) -> ObjectStoreError {
        var text = degradation.description
        if text.hasSuffix(".") { text.removeLast() }
        var retryAfter: Int?
        if case .circuitOpen(let milliseconds) = degradation { retryAfter = milliseconds }
        return .unavailable(
            operation: operation, subject: subject, reason: text, retryAfterMilliseconds: retryAfter)
    }
}

/// Whether an attempt was begun before, whose answer never came.
private final class EarlierAttempt: Sendable {
    private let begun = Mutex(false)

    /// Notes that an attempt begins, and answers whether one did before.
    func note() -> Bool {
        begun.withLock { begun in
            defer { begun = true }
            return begun
        }
    }
}
