internal import ObjectStore
internal import Replication
internal import Storage
internal import Synchronization

/// Changes, and the state that they lead to.
struct StandbyCommit: Sendable {
    let changes: [StandbyChange]
    let state: StandbyState
}

extension StandbyFollower {
    /// Brings the copy that is not served up to a state, and serves it.
    ///
    /// When it throws, the served copy is as it was, and the same is written to the other one again by the next round.
    func commit(_ changes: [StandbyChange], to state: StandbyState) async throws {
        let file = served.other
        pending = StandbyCommit(changes: changes, state: state)
        do {
            try await write(lagging + changes, to: file, of: state)
        } catch {
            if Self.isLost(error) { (isTorn, pending) = (true, nil) }
            throw error
        }
        try await replace(by: file)
        (lagging, pending) = (changes, nil)
        show(state)
    }

    private func write(_ changes: [StandbyChange], to file: StandbyFile, of state: StandbyState) async throws {
        let copy = try await queue.run { [directory] in
            try PlainPages(path: directory.path(of: file), pageSize: state.hashes.pageSize)
        }
        // Before SQLite opens the file, and not when the last reference happens to go.
        defer { copy.close() }
        for change in changes {
            try Task.checkCancellation()
            try await change.write(to: copy, from: store, queue: queue)
        }
    }

    /// Whether what was to be written cannot be had again as it was.
    private static func isLost(_ error: any Error) -> Bool {
        if case ObjectStoreError.notFound = error { return true }
        return error is ObjectError
    }

    /// Restores both copies anew; until that has succeeded, the served copy is as it was.
    func anew(because reason: String) async throws {
        if saidAnew != reason {
            saidAnew = reason
            listener(ReplicaEvent(.warning, database: name, "\(reason) The standby restores the replica anew."))
        }
        shared.withLock { $0.status.phase = .restoring }
        let state = try await copies.make { _ in }
        let (file, last) = (served.other, served)
        // From here on the copy that is not served has another history than what is known of it.
        (isTorn, pending, lagging) = (true, nil, [])
        try await queue.run { [directory] in try directory.publishNew(file) }
        try await replace(by: file)
        adopt(state, serving: file)
        try await queue.run { [directory] in try directory.publishNew(last) }
        isTorn = false
    }

    var copies: StandbyCopies {
        StandbyCopies(store: store, directory: directory, surroundings: surroundings, queue: queue)
    }

    private func replace(by file: StandbyFile) async throws {
        // Half a change of files helps nobody, so this does not hear of a cancellation.
        let change = Task { [serve] in try await serve(file) }
        do { try await change.value } catch { throw StandbyServingError(reason: "\(error)") }
        served = file
    }

    /// Takes over a state that was restored; whether the other copy has it, too, is up to the caller.
    func adopt(_ state: StandbyState, serving file: StandbyFile) {
        served = file
        (lagging, pending) = ([], nil)
        (fence, lookedAt, doubt, saidAnew) = (nil, nil, nil, nil)
        show(state)
    }

    /// Takes over a state that is served.
    func show(_ state: StandbyState) {
        self.state = state
        shared.withLock { shared in
            shared.status.point = state.point
            shared.status.timestamp = state.end.timestamp
        }
    }
}
