internal import ObjectStore
internal import Replication
public import Storage
internal import Synchronization

/// Keeps the replica of one database up with it: every commit, in order, within a fraction of a second.
public final class DatabaseReplicator: Sendable {
    let capture: DatabaseCapture
    let name: String
    let store: ReplicaStore
    let spoolDirectory: String
    let settings: ReplicatorSettings
    let surroundings: ReplicatorSurroundings
    private let listener: ReplicaListener

    let answers = Acknowledgements()
    private let signal = Signal()
    private let current = Mutex(ReplicaStatus())
    private let commitTimes = Mutex(CommitTimes())
    private let stopping = Mutex(false)
    private let anewReason = Mutex<String?>(nil)

    /// A replicator of a captured database, whose file name is `name`.
    ///
    /// Nothing is asked of the store before ``run()``.
    public init(
        capture: DatabaseCapture, name: String, store: ReplicaStore, spoolDirectory: String,
        settings: ReplicatorSettings, surroundings: ReplicatorSurroundings, listener: @escaping ReplicaListener
    ) {
        self.capture = capture
        self.name = name
        self.store = store
        self.spoolDirectory = spoolDirectory
        self.settings = settings
        self.surroundings = surroundings
        self.listener = listener
    }

    /// How things stand.
    public var status: ReplicaStatus {
        var status = current.withLock { $0 }
        let since = commitTimes.withLock { $0.since }
        status.lagMilliseconds = since.map { max(0, surroundings.elapsed() - $0) } ?? 0
        status.logBytes = capture.logBytes
        return status
    }

    /// Ships until the task is cancelled; then it ships what is left, for at most ``ReplicatorSettings/finishMilliseconds``.
    ///
    /// It throws ``ReplicatorError`` when this process may not write to the replica: another one does, the store has the
    /// replica of another database, or it lets writers overwrite each other. A store that is out of reach is tried again.
    public func run() async throws {
        let work = Task { try await ship() }
        let listening = Task {
            for await position in capture.commits {
                commitTimes.withLock { $0.note(position, at: surroundings.elapsed()) }
                signal.raise()
            }
        }
        let noticing = Task { await noticeOthers() }
        defer {
            listening.cancel()
            noticing.cancel()
            answers.endAll(as: false)
        }
        do {
            // The work itself is not cancelled: what is under way must end as it should.
            try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                stopping.withLock { $0 = true }
                signal.raise()
            }
        } catch {
            set { $0.phase = .stopped(reason: "\(error)") }
            throw error
        }
    }

    /// Waits until everything that is committed now is in the replica.
    ///
    /// It answers false when that is not so after the time, and at once where the store is known to be out of reach.
    public func acknowledged(withinMilliseconds milliseconds: Int) async -> Bool {
        guard canAcknowledge, let number = answers.register() else { return false }
        signal.raise()
        let surroundings = surroundings
        let answers = answers
        let limit = Task {
            try await surroundings.sleep(milliseconds)
            answers.end([number], as: false)
        }
        defer { limit.cancel() }
        let result = await answers.wait(for: number)
        answers.forget(number)
        return result
    }

    private var canAcknowledge: Bool {
        guard !isStopping else { return false }
        return switch status.phase {
        case .starting, .following: true
        default: false
        }
    }

    /// Begins a new timeline with a new snapshot as soon as may be: what the store has is not what it should have.
    public func beginAnew(because reason: String) {
        anewReason.withLock { $0 = reason }
        signal.raise()
    }

    // MARK: - For the loop

    var isStopping: Bool { stopping.withLock { $0 } }

    /// Whether a new timeline was asked for.
    var isAskedToBeginAnew: Bool { anewReason.withLock { $0 != nil } }

    /// Why a new timeline was asked for; it is asked for no more then.
    func takeAnewReason() -> String? {
        anewReason.withLock { reason in
            defer { reason = nil }
            return reason
        }
    }

    func tell(_ level: ReplicaEvent.Level, _ text: String) {
        if level != .notice { set { $0.errors += 1 } }
        listener(ReplicaEvent(level, database: name, text))
    }

    func set(_ change: (inout ReplicaStatus) -> Void) { current.withLock { change(&$0) } }

    var oldestCommit: Int64? { commitTimes.withLock { $0.since } }

    func wait(atMost milliseconds: Int) async {
        await signal.wait(atMost: max(1, milliseconds), sleep: surroundings.sleep)
    }

    /// Notes that a segment is in the store.
    func noteAcknowledged(_ segment: PendingSegment, bytes: Int) {
        let now = surroundings.elapsed()
        let lags = segment.position.map { position in
            commitTimes.withLock {
                $0.acknowledge(upTo: position, isAll: capture.published == position, at: now)
            }
        }
        set { status in
            status.point = segment.point
            status.lastAcknowledged = surroundings.now()
            status.segments += 1
            status.bytes += bytes
            status.lastLags = Array((status.lastLags + (lags ?? [])).suffix(Limits.rememberedLags))
        }
        answers.end(segment.answers, as: true)
    }

    /// Notes that all that is committed is in the store, as a snapshot has it.
    func noteAllStored(at point: ReplicaPoint, position: LogPosition) {
        _ = commitTimes.withLock {
            $0.acknowledge(upTo: position, isAll: capture.published == position, at: surroundings.elapsed())
        }
        set { status in
            status.point = point
            status.lastAcknowledged = surroundings.now()
        }
    }

    private func noticeOthers() async {
        while !Task.isCancelled {
            // A database that is closing has nobody left to notice; the loop finds out by itself.
            try? await capture.noticeOthers()
            try? await surroundings.sleep(Limits.noticeMilliseconds)
        }
    }

    private func ship() async throws {
        var attempt = 0
        while true {
            do {
                var loop = try await ShippingLoop.begin(self)
                attempt = 0
                set { $0.phase = .following }
                try await loop.run()
                return
            } catch  where isFinal(error) {
                tell(.alarm, "\(error)")
                throw error
            } catch {
                if isStopping { return tell(.warning, "The last changes of \(name) were not shipped: \(error)") }
                tell(.warning, "The replica of \(name) cannot go on for now, and is tried again: \(error)")
                try await relieveLog()
            }
            let delay = min(
                Limits.retryMilliseconds.upperBound, Limits.retryMilliseconds.lowerBound << min(attempt, 5))
            attempt += 1
            await wait(atMost: delay)
            if isStopping { return }
        }
    }

    /// Keeps the log bounded while nothing is known of the replica, at the price of a new snapshot.
    private func relieveLog() async throws {
        guard capture.logBytes > settings.spoolBytes else { return }
        try await ShippingLoop.dropLog(of: self)
        set { $0.phase = .needsSnapshot }
    }
}
