/// What a daemon's metrics say of its replica.
struct ReplicaReading: Sendable, Equatable {
    /// Seconds that the database furthest behind is behind; nil without a replica.
    private(set) var lag: Double?
    /// When a restore was last proved, in seconds since 1970; 0 for never.
    private(set) var proven = 0.0

    /// Of a daemon without a replica.
    init() {}

    /// Reads the text that `/metrics` answers.
    init(_ metrics: String) {
        for line in metrics.split(separator: "\n") where line.hasPrefix("replica_") {
            let parts = line.split(separator: " ")
            guard parts.count >= 2, let value = Double(parts[1]) else { continue }
            if parts[0].hasPrefix("replica_lag_seconds{") { lag = max(lag ?? 0, value) }
            if parts[0] == "replica_last_proven_restore_timestamp_seconds" { proven = value }
        }
    }

    /// Whether it keeps up, and was proved lately; `now` in seconds since 1970.
    func checks(at now: Double, proofHours: Int) -> [CheckResult] {
        guard let lag else {
            return ["replica.lag", "replica.proof"].map { CheckResult($0, .skip, "No replica is configured.") }
        }
        let behind = "It is \(Int(lag.rounded())) seconds behind."
        let hours = Int((max(0, now - proven) / 3_600).rounded(.down))
        return [
            lag < Limits.replicaLagSeconds
                ? CheckResult("replica.lag", .pass, behind)
                : CheckResult("replica.lag", .fail, behind + " Look whether the store answers; the log says more."),
            proven <= 0
                ? CheckResult("replica.proof", .skip, "No restore has been proved yet.")
                : hours <= 2 * proofHours
                    ? CheckResult("replica.proof", .pass, "A restore was proved \(hours) hours ago.")
                    : CheckResult(
                        "replica.proof", .fail, "The last restore was proved \(hours) hours ago. The log says why."),
        ]
    }
}
