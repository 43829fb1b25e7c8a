internal import Foundation
package import ObjectStore
package import Replication
package import Replicator

/// Where a life keeps its replica, and everything that reading and writing it takes.
package struct ReplicaPlace: Sendable {
    /// What every life's database is.
    package static let database = DatabaseID(named: "life.db")

    /// The bare store.
    package var objects: any ObjectStore
    /// Time and chance.
    package var surroundings: ReplicatorSurroundings
    /// The key of every life.
    package let key: MasterKey
    /// Small chunks and parts and a short grace, so that small databases in short lives have several, and deletions.
    package let limits: Replication.Limits

    /// A place in a store.
    package init(objects: any ObjectStore, surroundings: ReplicatorSurroundings, isLarge: Bool = false) throws {
        guard let key = MasterKey([UInt8](repeating: 7, count: MasterKey.byteCount)) else {
            throw LifeFailure("a master key of \(MasterKey.byteCount) bytes was refused")
        }
        self.objects = objects
        self.surroundings = surroundings
        self.key = key
        var limits = Replication.Limits.standard
        if !isLarge {
            limits.chunkBytes = 16_384
            limits.snapshotPartBytes = 65_536
            limits.tombstoneGraceMilliseconds = 20_000
        }
        self.limits = limits
    }

    /// The replica.
    package var store: ReplicaStore {
        ReplicaStore(objects: objects, database: Self.database, key: key, limits: limits)
    }

    /// Restores a state into a new file.
    package func restore(_ target: RestoreTarget = .newest, to path: String) async throws -> RestoreReport {
        let restore = ReplicaRestore(store: store, surroundings: surroundings)
        let planned = try await restore.plan(target)
        return try await restore.run(planned, to: path) { _ in }
    }

    /// Everything in the store that is a replica's, in the order of names; no probes.
    package func listed() async throws -> [(key: ReplicaKey, object: ObjectKey)] {
        var found: [(key: ReplicaKey, object: ObjectKey)] = []
        var last: ObjectKey?
        while true {
            let page = try await objects.list(prefix: "db/", after: last, limit: 1_000)
            for info in page {
                guard let key = ReplicaKey(info.key.description) else { continue }
                if case .probe = key { continue }
                found.append((key, info.key))
            }
            guard let end = page.last?.key else { return found }
            last = end
        }
    }
}
