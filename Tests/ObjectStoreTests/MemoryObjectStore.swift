import ObjectStore
import Synchronization

/// Objects in memory, quick enough for thousands of lives; it may be made to break its word.
final class MemoryObjectStore: ObjectStore {
    private let objects = Mutex<[ObjectKey: [UInt8]]>([:])
    private let readers = Mutex((now: 0, most: 0))
    private let ignoresConditions: Bool
    private let overwritesAndRefuses: Bool

    init(ignoresConditions: Bool = false, overwritesAndRefuses: Bool = false) {
        self.ignoresConditions = ignoresConditions
        self.overwritesAndRefuses = overwritesAndRefuses
    }

    var contents: [ObjectKey: [UInt8]] { objects.withLock { $0 } }

    /// The most ranges that were read at a time.
    var mostAtOnce: Int { readers.withLock { $0.most } }

    func put(_ bytes: [UInt8], under key: ObjectKey) async throws { objects.withLock { $0[key] = bytes } }

    func create(_ bytes: [UInt8], under key: ObjectKey) async throws {
        let isThere = objects.withLock { objects in
            let isThere = objects[key] != nil
            if !isThere || ignoresConditions || overwritesAndRefuses { objects[key] = bytes }
            return isThere
        }
        if isThere, !ignoresConditions { throw ObjectStoreError.alreadyExists(key: key) }
    }

    func get(_ key: ObjectKey) async throws -> [UInt8] {
        guard let bytes = objects.withLock({ $0[key] }) else { throw ObjectStoreError.notFound(key: key) }
        return bytes
    }

    func get(_ key: ObjectKey, range: Range<Int>) async throws -> [UInt8] {
        readers.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        defer { readers.withLock { $0.now -= 1 } }
        await Task.yield()
        let bytes = try await get(key)
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
            throw ObjectStoreError.rangeInvalid(key: key, range: range, sizeBytes: bytes.count)
        }
        return Array(bytes[range])
    }

    func head(_ key: ObjectKey) async throws -> ObjectInfo? {
        objects.withLock { $0[key] }.map { ObjectInfo(key: key, sizeBytes: $0.count) }
    }

    func list(prefix: String, after last: ObjectKey?, limit: Int) async throws -> [ObjectInfo] {
        let found = objects.withLock { objects in
            objects.filter { object in
                object.key.description.hasPrefix(prefix) && last.map { $0 < object.key } ?? true
            }
        }
        return found.sorted { $0.key < $1.key }.prefix(max(limit, 0))
            .map { ObjectInfo(key: $0.key, sizeBytes: $0.value.count) }
    }

    func delete(_ key: ObjectKey) async throws { objects.withLock { $0[key] = nil } }
}

/// A store that something happens before in every creation.
struct InterceptedStore: ObjectStore {
    private let store: any ObjectStore
    private let before: @Sendable () async throws -> Void

    init(_ store: any ObjectStore, before: @escaping @Sendable () async throws -> Void) {
        self.store = store
        self.before = before
    }

    func put(_ bytes: [UInt8], under key: ObjectKey) async throws { try await store.put(bytes, under: key) }

    func create(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await before()
        try await store.create(bytes, under: key)
    }

    func get(_ key: ObjectKey) async throws -> [UInt8] { try await store.get(key) }

    func get(_ key: ObjectKey, range: Range<Int>) async throws -> [UInt8] { try await store.get(key, range: range) }

    func head(_ key: ObjectKey) async throws -> ObjectInfo? { try await store.head(key) }

    func list(prefix: String, after last: ObjectKey?, limit: Int) async throws -> [ObjectInfo] {
        try await store.list(prefix: prefix, after: last, limit: limit)
    }

    func delete(_ key: ObjectKey) async throws { try await store.delete(key) }
}
