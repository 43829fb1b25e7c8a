import Logging
import ObjectStore
import Replication
import Replicator
import ServiceLifecycle
import Storage

/// Ships changes to the replica, keeps it small, and proves that it can be restored.
///
/// It has to start before everything that writes, because it stops in reverse order: the last changes are shipped too.
struct ReplicaService: Service {
    let parts: ReplicaParts
    let golden: GoldenPredictions

    /// - Throws: what says that this process may not write to the replica; the daemon has to end then.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in parts.databases {
                group.addTask {
                    do {
                        // Cancelled, the replicator ships what is left before it returns.
                        try await cancelWhenGracefulShutdown { try await part.run() }
                    } catch is CancellationError {
                        // That is the end that was asked for.
                    }
                }
                group.addTask { await cancelWhenGracefulShutdown { await keep(part) } }
            }
            group.addTask {
                await cancelWhenGracefulShutdown { await keepFiles() }
                await keepFilesOnceMore()
            }
            // Not waitForAll: the first failure has to end the others, and with them the daemon.
            for try await _ in group {}
        }
    }

    // MARK: - Upkeep

    private func keep(_ part: ReplicatedPart) async {
        let upkeep = ReplicaUpkeepRounds(part: part, parts: parts, check: check(for: part))
        while !Task.isCancelled {
            await upkeep.round()
            do { try await parts.surroundings.sleep(Limits.replicaLookMilliseconds) } catch { return }
        }
    }

    private func check(for part: ReplicatedPart) -> ReplicatedPart.Check {
        guard part.name == ReplicatedDatabase.appliance else {
            // SQLite has looked at it, and nothing is asked of telemetry that could differ.
            return { _ in }
        }
        return { [golden] path in try await golden.check(path) }
    }

    // MARK: - Files

    private func keepFiles() async {
        while !Task.isCancelled {
            if parts.appliance?.isFollowing ?? false { await parts.files.keep() }
            do { try await parts.surroundings.sleep(Limits.replicaFilesMilliseconds) } catch { return }
        }
    }

    /// What changed while the daemon stopped, such as the last checkpoint of the audit log; not for long.
    private func keepFilesOnceMore() async {
        guard parts.appliance?.isFollowing ?? false else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await parts.files.keep() }
            group.addTask { try? await parts.surroundings.sleep(Limits.replicaLastFilesMilliseconds) }
            _ = await group.next()
            group.cancelAll()
        }
    }
}
