public import ObjectStore
public import Replication

/// One database's replica in an object store: the names, the encryption and the fence, and nothing about when.
///
/// Methods throw `ObjectStoreError` for what the store answers, `ObjectError` for what is in it, and ``ReplicatorError``.
public struct ReplicaStore: Sendable {
    /// Where the objects are.
    public let objects: any ObjectStore
    /// Whose replica it is.
    public let database: DatabaseID
    /// What it is encrypted with.
    public let key: MasterKey
    /// The bounds of objects.
    public let limits: Replication.Limits

    private let queues: [BlockingQueue]

    /// The replica of a database.
    public init(
        objects: any ObjectStore, database: DatabaseID, key: MasterKey, limits: Replication.Limits = .standard
    ) {
        self.objects = objects
        self.database = database
        self.key = key
        self.limits = limits
        queues = (0..<Limits.openingQueues).map { BlockingQueue(label: "geoclimate.replicator.open.\($0)") }
    }

    /// Creates an object that is a fence, and judges what the store answered.
    ///
    /// When nobody knows whether it is stored, the store's error is thrown, and the same bytes have to be sent again.
    public func create(
        _ bytes: [UInt8], header: ObjectHeader, under key: ReplicaKey
    ) async throws -> FenceVerdict {
        do {
            try await objects.create(bytes, under: ObjectKey(key.name))
            return FenceVerdict.of(.created, to: header)
        } catch ObjectStoreError.alreadyExists {
            return FenceVerdict.of(try await found(under: key), to: header)
        }
    }

    /// Stores an object in place of the one that is there: parts of snapshots, and runs.
    public func put(_ bytes: [UInt8], under key: ReplicaKey) async throws {
        try await objects.put(bytes, under: ObjectKey(key.name))
    }

    /// Removes an object; does nothing when there is none.
    public func delete(_ key: ReplicaKey) async throws {
        try await objects.delete(ObjectKey(key.name))
    }

    private func found(under key: ReplicaKey) async throws -> CreationAnswer {
        do {
            return .exists(try await remoteObject(key).header)
        } catch is ObjectError {
            return .existsUnreadable
        } catch ReplicatorError.misplaced {
            return .existsUnreadable
        }
    }

    /// Runs work that opens or seals on one of the store's threads; the same `lane` means one after the other.
    func blocking<Value: Sendable>(
        lane: Int = 0, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await queues[abs(lane % queues.count)].run(work)
    }
}
