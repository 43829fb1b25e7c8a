import Limiting
import Storage
import Synchronization

/// Keeps the limiter's leases durable: reads them at the start, writes those that are asked for, closes them at a stop.
///
/// There is one write at a time, for all that wait.
actor LimitLedger {
    nonisolated let limiter: RateLimiter
    nonisolated let calendar: QuotaCalendar
    private nonisolated let clock: ApplianceClock
    private nonisolated let isAsked = Atomic(false)
    private let store: LeaseStore
    private let bootID: String
    private var waiting: [CheckedContinuation<Void, any Error>] = []
    private var isWriting = false

    init(store: LeaseStore, limiter: RateLimiter, clock: ApplianceClock, bootID: String) {
        self.store = store
        self.limiter = limiter
        self.clock = clock
        self.bootID = bootID
        let clocks = ClockPair(clock)
        calendar = QuotaCalendar(notBefore: 0, boot: clocks.boot, wall: clocks.wall)
    }

    /// The moment that it is.
    nonisolated func now() -> LimiterInstant {
        let clocks = ClockPair(clock)
        return calendar.instant(boot: clocks.boot, wall: clocks.wall)
    }

    // MARK: - Start and stop

    /// Takes up what was leased before, as if all of it had been spent; answers for how many callers there was no room.
    ///
    /// Nothing may be admitted before it returns.
    ///
    /// - Throws: ``StorageError``.
    func restore() async throws -> Int {
        let (known, stored) = try await store.all()
        let clocks = ClockPair(clock)
        calendar.raise(to: known.day, boot: clocks.boot)
        let now = calendar.instant(boot: clocks.boot, wall: clocks.wall)
        let isSameBoot = !bootID.isEmpty && known.bootID == bootID
        // What is over by now needs no memory.
        let live = stored.map { LimitLease($0, clocks, isSameBoot: isSameBoot).settled(at: clocks.boot) }
            .filter { $0.day >= now.day || $0.arrival > now.boot }
        let lost = limiter.restore(live, at: now)
        if !stored.isEmpty || known.bootID != bootID {
            try await store.replace(
                with: live.map { StoredLease($0, clocks) }, clock: LeaseClock(day: now.day, bootID: bootID))
        }
        return lost
    }

    /// Writes down what was spent exactly; nothing can be admitted afterwards without a new lease.
    ///
    /// - Throws: ``StorageError``; then a restart counts as a crash.
    func close() async throws {
        let clocks = ClockPair(clock)
        let now = calendar.instant(boot: clocks.boot, wall: clocks.wall)
        try await store.close(limiter.closeLeases(at: now).map { LeaseClosure($0, clocks) }, day: now.day)
    }

    // MARK: - Leases

    /// Returns once everything that was charged before the call is durable.
    ///
    /// - Throws: ``StorageError`` when it cannot be written: then it must not be answered.
    func settle() async throws {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append(continuation)
            start()
        }
    }

    /// Sees to it that the leases that are asked for are written soon.
    nonisolated func ask() {
        guard !isAsked.exchange(true, ordering: .acquiringAndReleasing) else { return }
        Task { await start() }
    }

    private func start() {
        guard !isWriting else { return }
        isWriting = true
        Task { await write() }
    }

    private func write() async {
        while !waiting.isEmpty || isAsked.load(ordering: .acquiring) {
            let covered = waiting
            waiting = []
            isAsked.store(false, ordering: .releasing)
            let leases = limiter.drainLeases()
            do {
                let clocks = ClockPair(clock)
                if !leases.isEmpty {
                    try await store.write(leases.map { StoredLease($0.lease, clocks) }, day: now().day)
                }
                if limiter.grant(leases) { isAsked.store(true, ordering: .releasing) }
                for continuation in covered { continuation.resume() }
            } catch {
                limiter.giveUp(leases)
                for continuation in covered { continuation.resume(throwing: error) }
            }
        }
        isWriting = false
    }
}
