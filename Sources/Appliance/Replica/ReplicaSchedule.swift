/// Something that is done to a replica from time to time.
enum ReplicaChore: CaseIterable, Hashable, Sendable {
    case compact
    case retain
    case sample
    /// A trial restore.
    case prove
    /// A trial restore whose pages become a whole copy.
    case snapshot
}

/// When what is due; all times in milliseconds.
struct ReplicaSchedule: Equatable, Sendable {
    let snapshotHours: Int
    let proofHours: Int
    /// When each was last begun, by a clock that only goes forward.
    private var begun: [ReplicaChore: Int64] = [:]
    private let start: Int64

    /// Nothing is due at once but the first proof.
    init(snapshotHours: Int, proofHours: Int, start: Int64) {
        self.snapshotHours = snapshotHours
        self.proofHours = proofHours
        self.start = start
    }

    /// What is due at `elapsed`, in the order in which it is to be done; `now` is the time of the calendar.
    func due(at elapsed: Int64, now: Int64, record: ProofRecord) -> [ReplicaChore] {
        var due: [ReplicaChore] = []
        for (chore, interval) in [
            (ReplicaChore.compact, Limits.replicaCompactMilliseconds), (.retain, Limits.replicaRetainMilliseconds),
            (.sample, Limits.replicaRetainMilliseconds),
        ] where elapsed - (begun[chore] ?? start) >= interval {
            due.append(chore)
        }
        let tried = max(begun[.prove] ?? .min, begun[.snapshot] ?? .min)
        // What failed is not tried at once again; a snapshot is made from a restore, so it fails with it.
        if tried == .min || elapsed - tried >= Limits.replicaProofRetryMilliseconds {
            let copied = max(record.snapshot ?? record.since, record.since)
            if now - copied >= Int64(snapshotHours) * Limits.replicaHourMilliseconds {
                due.append(.snapshot)
            } else if Self.isProofDue(record, now: now, proofHours: proofHours) {
                due.append(.prove)
            }
        }
        return due
    }

    private static func isProofDue(_ record: ProofRecord, now: Int64, proofHours: Int) -> Bool {
        guard let proven = record.proven, record.last?.ok ?? true else { return true }
        return now - proven.timestamp >= Int64(proofHours) * Limits.replicaHourMilliseconds
    }

    /// Notes that something is begun.
    mutating func began(_ chore: ReplicaChore, at elapsed: Int64) { begun[chore] = elapsed }
}
