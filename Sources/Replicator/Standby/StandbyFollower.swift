internal import ObjectStore
internal import Replication
public import Storage
internal import Synchronization

/// Keeps two copies of a replica's newest state: one is served, and what comes is applied to the other, which then
/// takes
/// its place.
///
/// So what the serving process writes for itself never gets into a copy, each page is written twice, and no copy is
/// made whole
/// but at the start. A copy is served only when every object was authentic, followed the one before, and led to the
/// database that it says.
public actor StandbyFollower {
    let store: ReplicaStore
    let directory: StandbyDirectory
    let surroundings: ReplicatorSurroundings
    let name: String
    let listener: ReplicaListener
    let serve: @Sendable (StandbyFile) async throws -> Void
    let queue = BlockingQueue(label: "geoclimate.replicator.standby")
    let hasher: PageHasher

    /// The state that is served.
    var state: StandbyState?
    /// The copy that is served.
    var served = StandbyFile.first
    /// What the copy that is not served lacks.
    var lagging: [StandbyChange] = []
    /// What is to come into that copy next, and may be in it in part.
    var pending: StandbyCommit?
    /// Whether that copy cannot be used any more.
    var isTorn = false
    /// The record that ended the timeline, where it was found.
    var fence: ObjectHeader?
    /// When history was last found to go on where it is followed; nil makes the next round look first.
    var lookedAt: Int64?
    /// What speaks for a restore, and since when.
    var doubt: (finding: StandbyDoubt, since: Int64)?
    /// Why it restores anew, as far as that was said.
    var saidAnew: String?
    /// What is in the way, as far as that was said.
    private var said: String?

    let shared: Mutex<Shared>

    struct Shared {
        var status = StandbyStatus(phase: .restoring)
        var completeAt: Int64?
    }

    /// A follower; `serve` puts a copy in the place of the one that is served, and returns when nobody has that open.
    public init(
        store: ReplicaStore, name: String, directory: StandbyDirectory, surroundings: ReplicatorSurroundings,
        listener: @escaping ReplicaListener, serve: @escaping @Sendable (StandbyFile) async throws -> Void
    ) {
        self.store = store
        self.name = name
        self.directory = directory
        self.surroundings = surroundings
        self.listener = listener
        self.serve = serve
        hasher = PageHasher(key: store.key, database: store.database)
        shared = Mutex(Shared())
    }

    /// How it is.
    public nonisolated var status: StandbyStatus {
        shared.withLock { shared in
            var status = shared.status
            status.lagMilliseconds = shared.completeAt.map { max(0, surroundings.elapsed() - $0) }
            return status
        }
    }

    /// Makes the copies, and answers which is to be served first.
    ///
    /// It throws `PlanError`, `RestoreError`, `ObjectError`, `ObjectStoreError`, `StorageError` and
    /// ``ReplicatorError``.
    public func begin(progress: @escaping @Sendable (RestoreProgress) -> Void) async throws -> StandbyFile {
        let state = try await copies.make(progress: progress)
        try await queue.run { [directory] in
            for file in StandbyFile.allCases { try directory.publishNew(file) }
        }
        adopt(state, serving: .first)
        isTorn = false
        return served
    }

    /// Follows until the task is cancelled, which ends a round between two objects.
    ///
    /// It throws ``StandbyServingError`` alone.
    ///
    /// A round that ends halfway leaves the served copy as it is; the next one goes on with the other.
    public func run() async throws {
        var failures = 0
        while !Task.isCancelled {
            do {
                let isBehind = try await round()
                guard !Task.isCancelled else { return }
                note(nil)
                failures = 0
                if isBehind { continue }
            } catch let error as StandbyServingError {
                throw error
            } catch {
                guard !Task.isCancelled else { return }
                note(error)
                failures += 1
            }
            do { try await surroundings.sleep(Self.pause(after: failures)) } catch { return }
        }
    }

    /// Applies all that is there, for a promotion; ``run()`` must have ended.
    ///
    /// It throws what is in the way.
    public func finish() async throws -> FinishedStandby {
        while true {
            if try await round() { continue }
            if try await look() { continue }
            guard doubt != nil else { break }
            // What was found counts when it is found again.
            try await surroundings.sleep(Limits.standbyPollMilliseconds)
        }
        guard let state else { throw PlanError.nothing }
        return FinishedStandby(file: served, point: state.point)
    }

    /// Milliseconds until the next round.
    static func pause(after failures: Int) -> Int {
        min(Limits.standbyPollMilliseconds << min(failures, 10), Limits.standbyRetryMilliseconds)
    }

    // MARK: - What is said

    /// Says what is in the way, once, and when it is not any more.
    private func note(_ error: (any Error)?) {
        let reason = error.map { "\($0)" }
        shared.withLock { $0.status.phase = reason.map { .failing(reason: $0) } ?? .following }
        guard reason != said else { return }
        said = reason
        if let error {
            listener(
                ReplicaEvent(
                    Self.needsSomebody(error) ? .alarm : .warning, database: name,
                    "The standby goes on serving the last good state and tries again: \(error)"))
        } else {
            listener(ReplicaEvent(.notice, database: name, "The standby follows the replica again."))
        }
    }

    /// Whether something is wrong with the replica itself, and not only out of reach.
    private static func needsSomebody(_ error: any Error) -> Bool {
        error is ObjectError || error is RestoreError || error is PageHashError || error is ReplicatorError
            || error is PlanError
    }
}
