import Replicator

/// One database with its replica, as the daemon uses them.
struct ReplicatedPart: Sendable {
    /// Looks at a restored file, and throws what is wrong with it.
    typealias Check = @Sendable (_ path: String) async throws -> Void

    /// The file name of the database, such as `appliance.db`.
    let name: String
    /// How things stand.
    var status: @Sendable () -> ReplicaStatus
    /// Ships until the task is cancelled; what it throws ends the daemon.
    var run: @Sendable () async throws -> Void
    /// Whether everything committed so far is in the replica, within so many milliseconds.
    var acknowledged: @Sendable (Int) async -> Bool
    /// Begins the replica anew, because it is not what it should be.
    var beginAnew: @Sendable (_ reason: String) -> Void
    var compact: @Sendable () async throws -> Void
    var retain: @Sendable () async throws -> Void
    var sample: @Sendable () async throws -> Void
    /// A trial restore; its pages become a snapshot where asked.
    var prove: @Sendable (_ snapshot: Bool, _ check: @escaping Check) async throws -> RestoreReport
}

extension ReplicatedPart {
    /// What does the work.
    init(name: String, replicator: DatabaseReplicator, upkeep: ReplicaUpkeep) {
        self.name = name
        status = { replicator.status }
        run = { try await replicator.run() }
        acknowledged = { await replicator.acknowledged(withinMilliseconds: $0) }
        beginAnew = { replicator.beginAnew(because: $0) }
        compact = { _ = try await upkeep.compact() }
        retain = { _ = try await upkeep.retain() }
        sample = { _ = try await upkeep.sample() }
        prove = { try await upkeep.prove(snapshot: $0, check: $1) }
    }

    /// Whether changes reach the store now.
    var isFollowing: Bool { status().phase == .following }
}
