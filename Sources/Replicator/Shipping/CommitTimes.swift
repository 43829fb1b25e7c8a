internal import Replication

/// When commits were made, as far as they were told of one by one, until they are in the replica.
struct CommitTimes: Sendable {
    private struct Commit {
        let position: LogPosition
        let at: Int64
    }

    private var commits: [Commit] = []
    private var oldest: Int64?

    /// When the oldest commit that is not in the replica was made, of a clock that only goes forward; nil for none.
    var since: Int64? { oldest }

    /// Notes a commit; beyond ``Limits/rememberedCommits`` only the oldest of them counts.
    mutating func note(_ position: LogPosition, at now: Int64) {
        oldest = oldest ?? now
        guard commits.count < Limits.rememberedCommits else { return }
        commits.append(Commit(position: position, at: now))
    }

    /// Takes those that a segment up to `position` has, and answers how long each of them waited.
    ///
    /// With `isAll` nothing was committed behind the position.
    mutating func acknowledge(upTo position: LogPosition, isAll: Bool, at now: Int64) -> [Int64] {
        let count =
            isAll
            ? commits.count
            : commits.lastIndex { $0.position.salts == position.salts && $0.position.frame <= position.frame }
                .map { $0 + 1 } ?? 0
        let lags = commits[..<count].map { now - $0.at }
        commits.removeFirst(count)
        oldest = isAll ? nil : commits.first?.at ?? oldest
        return lags
    }
}
