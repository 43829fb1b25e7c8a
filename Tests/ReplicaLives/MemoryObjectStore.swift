package import ObjectStore
import Synchronization

/// Objects in memory, quick enough for thousands of lives, which fails when, where and as it is told.
///
/// Without a hook it keeps all promises of `ObjectStore`. What it has is seen, damaged and copied by name, such as
/// `ReplicaKey.name`, past the hook and without being counted.
package final class MemoryObjectStore: ObjectStore {
    /// What was asked for.
    package enum Operation: Sendable, Hashable, CaseIterable {
        case put, create, get, head, list, delete
    }

    /// What happens to a request instead of being served.
    package enum Fault: Sendable {
        /// It is not served, and the answer says to try again: 500, 503, a broken connection.
        case unavailable
        /// It is served, and the answer gets lost: the caller is told what ``unavailable`` tells.
        case lostAcknowledgement
        /// It is not served, and will not be: 403, for example.
        case failed
        /// Something else happens first, then it is served; what the closure throws is thrown.
        case meanwhile(@Sendable () async throws -> Void)
    }

    /// Asked before each request with the operation and the key, or for a list its prefix; nil serves the request.
    package typealias Hook = @Sendable (Operation, String) -> Fault?

    fileprivate struct State {
        var objects: [String: [UInt8]] = [:]
        /// The keys in their order; nil once they changed.
        var order: [ObjectKey]?
        var requests: [Operation: Int] = [:]
        var hook: Hook?
    }

    private let state: Mutex<State>

    /// A store with the given objects by name.
    package init(_ objects: [String: [UInt8]] = [:], fault: Hook? = nil) {
        state = Mutex(State(objects: objects, hook: fault))
    }

    /// Sets the hook, or takes it away.
    package func onRequest(_ hook: Hook?) { state.withLock { $0.hook = hook } }

    /// Everything in the store by name; setting it replaces everything, as a store that went back in time.
    package var objects: [String: [UInt8]] {
        get { state.withLock { $0.objects } }
        set { state.withLock { ($0.objects, $0.order) = (newValue, nil) } }
    }

    /// The bytes of an object; setting them stores it, nil removes it.
    package subscript(name: String) -> [UInt8]? {
        get { state.withLock { $0.objects[name] } }
        set { state.withLock { ($0.objects[name], $0.order) = (newValue, nil) } }
    }

    /// The names that begin with a prefix, in their order.
    package func names(_ prefix: String = "") -> [String] {
        objects.keys.filter { $0.hasPrefix(prefix) }.sorted()
    }

    /// Flips the bits of `mask` in a byte.
    ///
    /// A negative place counts from the end. False when there is no such byte.
    @discardableResult
    package func corrupt(_ name: String, at place: Int, mask: UInt8 = 1) -> Bool {
        state.withLock { state in
            guard var bytes = state.objects[name] else { return false }
            let index = place < 0 ? bytes.count + place : place
            guard bytes.indices.contains(index) else { return false }
            bytes[index] ^= mask
            state.objects[name] = bytes
            return true
        }
    }

    /// How often each operation was asked for since the last call.
    package func takeRequests() -> [Operation: Int] {
        state.withLock { state in
            defer { state.requests = [:] }
            return state.requests
        }
    }

    // MARK: - ObjectStore

    package func put(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await serve(.put, key.description) { $0.store(bytes, key) }
    }

    package func create(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await serve(.create, key.description) { state in
            guard state.objects[key.description] == nil else { throw ObjectStoreError.alreadyExists(key: key) }
            state.store(bytes, key)
        }
    }

    package func get(_ key: ObjectKey) async throws -> [UInt8] {
        try await serve(.get, key.description) { try $0.read(key) }
    }

    package func get(_ key: ObjectKey, range: Range<Int>) async throws -> [UInt8] {
        try await serve(.get, key.description) { state in
            let bytes = try state.read(key)
            guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
                throw ObjectStoreError.rangeInvalid(key: key, range: range, sizeBytes: bytes.count)
            }
            return Array(bytes[range])
        }
    }

    package func head(_ key: ObjectKey) async throws -> ObjectInfo? {
        try await serve(.head, key.description) { state in
            state.objects[key.description].map { ObjectInfo(key: key, sizeBytes: $0.count) }
        }
    }

    package func list(prefix: String, after last: ObjectKey?, limit: Int) async throws -> [ObjectInfo] {
        try await serve(.list, prefix) { $0.list(prefix, after: last, limit: limit) }
    }

    package func delete(_ key: ObjectKey) async throws {
        try await serve(.delete, key.description) { state in
            if state.objects.removeValue(forKey: key.description) != nil { state.order = nil }
        }
    }

    private func serve<Value: Sendable>(
        _ operation: Operation, _ subject: String, _ work: @Sendable (inout State) throws -> Value
    ) async throws -> Value {
        // Others get their turn, as they do with a store that is far away.
        await Task.yield()
        let hook = state.withLock { state in
            state.requests[operation, default: 0] += 1
            return state.hook
        }
        let unavailable = ObjectStoreError.unavailable(
            operation: "\(operation)", subject: subject, reason: "the store was told to fail",
            retryAfterMilliseconds: nil)
        switch hook?(operation, subject) {
        case nil: break
        case .unavailable: throw unavailable
        case .failed:
            throw ObjectStoreError.failed(
                operation: "\(operation)", subject: subject, reason: "the store was told to refuse")
        case .lostAcknowledgement:
            _ = try? state.withLock { try work(&$0) }
            throw unavailable
        case .meanwhile(let body): try await body()
        }
        return try state.withLock { try work(&$0) }
    }
}

extension MemoryObjectStore.State {
    fileprivate mutating func store(_ bytes: [UInt8], _ key: ObjectKey) {
        if objects.updateValue(bytes, forKey: key.description) == nil { order = nil }
    }

    fileprivate func read(_ key: ObjectKey) throws -> [UInt8] {
        guard let bytes = objects[key.description] else { throw ObjectStoreError.notFound(key: key) }
        return bytes
    }

    fileprivate mutating func list(_ prefix: String, after last: ObjectKey?, limit: Int) -> [ObjectInfo] {
        let sorted = order ?? objects.keys.compactMap { try? ObjectKey($0) }.sorted()
        order = sorted
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            let key = sorted[middle]
            let isBefore =
                key.description.utf8.lexicographicallyPrecedes(prefix.utf8) || last.map { key <= $0 } ?? false
            if isBefore { low = middle + 1 } else { high = middle }
        }
        return sorted[low...].prefix { $0.description.hasPrefix(prefix) }.prefix(max(limit, 0)).map { key in
            ObjectInfo(key: key, sizeBytes: objects[key.description]?.count ?? 0)
        }
    }
}
