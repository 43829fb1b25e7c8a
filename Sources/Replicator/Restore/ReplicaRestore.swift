internal import ObjectStore
internal import Replication
internal import Storage

/// Brings a state of the database back from its replica.
///
/// The file gets its name only when the chain of objects, the count of pages, the hash of the database and SQLite's own
/// check have all agreed; any failure leaves nothing behind.
public struct ReplicaRestore: Sendable {
    let store: ReplicaStore
    let surroundings: ReplicatorSurroundings

    /// Restores from a store.
    public init(store: ReplicaStore, surroundings: ReplicatorSurroundings) {
        self.store = store
        self.surroundings = surroundings
    }

    /// Carries a plan out: makes the database file `path`, which must not be there.
    ///
    /// An object that is gone meanwhile makes it begin anew, once, if the same state can be had from others. `progress`
    /// is called some times a second, from any thread. It throws `StorageError` for the file, `RestoreError` when the
    /// pages are not the database, `PlanError`, `ObjectError` and `ObjectStoreError`.
    public func run(
        _ planned: PlannedRestore, to path: String, progress: @escaping @Sendable (RestoreProgress) -> Void
    ) async throws -> RestoreReport {
        let start = surroundings.elapsed()
        do {
            return try await attempt(planned, path, since: start, progress)
        } catch ObjectStoreError.notFound {
            let again = try await plan(.point(planned.plan.point))
            guard again.target.hashAfter == planned.target.hashAfter,
                again.target.databasePages == planned.target.databasePages
            else { throw RestoreError.otherDatabase }
            return try await attempt(again, path, since: start, progress)
        }
    }

    private func attempt(
        _ planned: PlannedRestore, _ path: String, since start: Int64,
        _ progress: @escaping @Sendable (RestoreProgress) -> Void
    ) async throws -> RestoreReport {
        let disk = BlockingQueue(label: "geoclimate.replicator.restore.disk")
        let target = planned.target
        let sink = try await disk.run {
            RestoreSink(target: target, file: try RestoreFile(path: path, pageSize: target.pageSize))
        }
        do {
            var last: Int64?
            let bytes = try await RestorePipeline(store: store, sink: sink, disk: disk).run(planned.sources) { bytes in
                let now = surroundings.elapsed()
                if let last, now - last < Limits.restoreProgressMilliseconds { return }
                last = now
                progress(
                    RestoreProgress(
                        pages: sink.pages, pagesInAll: sink.pagesInAll, bytes: bytes, phase: .reading))
            }
            progress(RestoreProgress(pages: sink.pages, pagesInAll: sink.pagesInAll, bytes: bytes, phase: .checking))
            try Task.checkCancellation()
            try await disk.run { try sink.finish() }
            return RestoreReport(
                point: planned.point, timestamp: target.timestamp, databasePages: target.databasePages,
                hash: target.hashAfter, downloadedBytes: bytes, milliseconds: surroundings.elapsed() - start)
        } catch {
            await disk.result { sink.discard() }
            throw error
        }
    }
}
