import ObjectStore
import Replication
import Replicator
import Storage
import Synchronization

/// The rounds of upkeep of one database's replica.
final class ReplicaUpkeepRounds: Sendable {
    private let part: ReplicatedPart
    private let parts: ReplicaParts
    private let check: ReplicatedPart.Check
    private let schedule: Mutex<ReplicaSchedule>
    /// Proofs in a row that found damage.
    private let failedProofs = Mutex(0)
    private let failing = Mutex<Set<ReplicaChore>>([])

    init(part: ReplicatedPart, parts: ReplicaParts, check: @escaping ReplicatedPart.Check) {
        self.part = part
        self.parts = parts
        self.check = check
        schedule = Mutex(
            ReplicaSchedule(
                snapshotHours: parts.settings.snapshotHours, proofHours: parts.settings.proofHours,
                start: parts.surroundings.elapsed()))
    }

    /// Does what is due, if the store can be reached.
    func round() async {
        guard part.isFollowing, let record = parts.proofs[part.name] else { return }
        let elapsed = parts.surroundings.elapsed()
        let due = schedule.withLock { $0.due(at: elapsed, now: parts.surroundings.now(), record: record) }
        for chore in due where !Task.isCancelled {
            schedule.withLock { $0.began(chore, at: elapsed) }
            await perform(chore)
        }
    }

    private func perform(_ chore: ReplicaChore) async {
        do {
            switch chore {
            case .compact: try await part.compact()
            case .retain: try await part.retain()
            case .sample: try await part.sample()
            case .prove: try await prove(snapshot: false)
            case .snapshot: try await prove(snapshot: true)
            }
            failing.withLock { _ = $0.remove(chore) }
        } catch is CancellationError {
            // The daemon stops; whatever it was is done after the next start.
        } catch {
            guard !Task.isCancelled else { return }
            await failed(chore, error)
        }
    }

    private func prove(snapshot: Bool) async throws {
        let report = try await part.prove(snapshot, check)
        failedProofs.withLock { $0 = 0 }
        let now = parts.surroundings.now()
        let proof = ReplicaProof(
            timestamp: now, timeline: report.point.timeline, sequence: report.point.sequence,
            milliseconds: report.milliseconds, ok: true)
        await note { record in
            record.proven = proof
            record.last = proof
            if snapshot { record.snapshot = now }
        }
    }

    /// Says what failed; a restore that is not what it should be makes the replica begin anew.
    private func failed(_ chore: ReplicaChore, _ error: any Error) async {
        let isFirst = failing.withLock { $0.insert(chore).inserted }
        let isDamage = !Self.mayPass(error)
        let isProof = chore == .prove || chore == .snapshot
        if isFirst || (isDamage && isProof) {
            parts.log.note(
                ReplicaEvent(
                    isDamage && isProof ? .alarm : .warning, database: part.name,
                    "\(chore.failure) of the replica of \(part.name) failed; it is tried again: \(error)"))
        }
        guard isDamage, isProof else { return }
        let failures = failedProofs.withLock { count in
            count += 1
            return count
        }
        let proof = ReplicaProof(
            timestamp: parts.surroundings.now(), timeline: 0, sequence: 0, milliseconds: 0, ok: false)
        await note { $0.last = proof }
        // Once may be an object that retention took away under the restore; a second time is not.
        if failures == 2 { part.beginAnew("A trial restore from it failed: \(error)") }
    }

    /// Whether an error says nothing about the replica itself: the store, the disk, or other processes are in the way.
    private static func mayPass(_ error: any Error) -> Bool {
        switch error {
        case ObjectStoreError.notFound: false
        case is ObjectStoreError: true
        case ReplicatorError.manifestContended, is UpkeepError, is CancellationError: true
        case StorageError.fileOperation: true
        default: false
        }
    }

    private func note(_ change: @Sendable (inout ProofRecord) -> Void) async {
        do {
            try await parts.proofs.change(part.name, change)
        } catch {
            parts.log.note(
                ReplicaEvent(
                    .warning, database: part.name,
                    "What the trial restore found cannot be written down and is forgotten at the next start: \(error)"))
        }
    }
}

extension ReplicaChore {
    /// What failed, as the beginning of a sentence.
    fileprivate var failure: String {
        switch self {
        case .compact: "Compaction"
        case .retain: "Retention"
        case .sample: "A sample check"
        case .prove: "A trial restore"
        case .snapshot: "A snapshot"
        }
    }
}
