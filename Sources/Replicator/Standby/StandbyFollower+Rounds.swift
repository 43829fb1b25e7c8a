internal import ObjectStore
internal import Replication
internal import Storage
internal import Synchronization

extension StandbyFollower {
    /// Applies what follows the present state; whether there was anything.
    func round() async throws -> Bool {
        guard let state, !isTorn else {
            try await anew(because: "A copy could not be written.")
            return true
        }
        if let pending {
            try await commit(pending.changes, to: pending.state)
            return true
        }
        let asked = surroundings.elapsed()
        var isDue = doubt != nil || lookedAt.map { asked - $0 >= Limits.standbyLookMilliseconds } ?? true
        let looksFirst = lookedAt == nil
        if looksFirst {
            // A restore may end where a younger timeline branched off; the older one goes on there as well.
            if try await look() { return true }
            isDue = false
        }
        let found: Found
        do {
            found = try await next(after: state)
        } catch {
            guard try await evade(error, isDue: isDue) else { throw error }
            return true
        }
        if !found.changes.isEmpty {
            try await commit(found.changes, to: found.state)
            return true
        }
        if found.fence?.identity != fence?.identity {
            fence = found.fence
            // One look a round; the next one begins with it.
            if looksFirst { lookedAt = nil } else { isDue = true }
        }
        if isDue, try await look() { return true }
        if directory.logBytes(of: served) > Limits.standbyLogBytes { try await commit([], to: state) }
        if doubt == nil { shared.withLock { $0.completeAt = asked } }
        return false
    }

    /// What follows a state, as far as it was read.
    private struct Found {
        var state: StandbyState
        var changes: [StandbyChange] = []
        var fence: ObjectHeader?
    }

    /// Reads and verifies what follows a state, as much as fits into memory.
    ///
    /// What is wrong behind good changes is met again by the next round.
    private func next(after state: StandbyState) async throws -> Found {
        var found = Found(state: state)
        var (bytes, ahead) = (0, 1)
        while true {
            let first = found.state.end.sequence + 1
            let timeline = found.state.end.timeline
            let objects = try await ParallelReads.map(
                Array(first..<first + UInt64(ahead)), atOnce: ahead
            ) { [store] sequence in
                await Self.object(.segment(store.database, timeline: timeline, sequence: sequence), in: store)
            }
            for object in objects {
                try Task.checkCancellation()
                do {
                    guard let object = try object.get() else { return found }
                    guard object.header.kind != .epoch else {
                        found.fence = object.header
                        return found
                    }
                    let change = try await read(object)
                    try found.state.apply(object.header, pages: change.pages, limits: store.limits)
                    found.changes.append(change.withoutHashes())
                    bytes += change.bytes
                } catch {
                    if found.changes.isEmpty { throw error }
                    return found
                }
                let isFull = bytes >= Limits.standbyChangeBytes || found.changes.count >= Limits.standbyChangesAtOnce
                if isFull { return found }
            }
            ahead = min(ahead * 4, Limits.standbySegmentsAtOnce)
        }
    }

    private static func object(
        _ key: ReplicaKey, in store: ReplicaStore
    ) async -> Result<RemoteObject?, any Error> {
        do {
            return .success(try await store.remoteObject(key))
        } catch ObjectStoreError.notFound {
            return .success(nil)
        } catch {
            return .failure(error)
        }
    }

    /// Looks for a way past an object that cannot be applied; whether there was one.
    private func evade(_ error: any Error, isDue: Bool) async throws -> Bool {
        if error is ObjectStoreError || error is CancellationError { return false }
        // A restore verifies the whole chain, so it is served only where that holds.
        if case RestoreError.brokenChain = error, let state {
            return try await restore(if: .broken(after: state.point))
        }
        return isDue ? try await look() : false
    }

    /// Reads a change, every byte of it.
    func read(_ object: RemoteObject) async throws -> StandbyChange {
        try await StandbyChange(object, in: store, hasher: hasher, queue: queue)
    }
}
