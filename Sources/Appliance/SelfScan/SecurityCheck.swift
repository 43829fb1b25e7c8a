import Storage

/// One named check of security: a function from what was gathered to what it means.
struct SecurityCheck: Sendable {
    let name: String
    /// The requirement of the Application Security Verification Standard 5 that it is about; empty where none is.
    let requirement: String
    let verdict: @Sendable (SecurityFacts) -> SecurityFinding.Verdict

    init(
        _ name: String, _ requirement: String = "",
        _ verdict: @escaping @Sendable (SecurityFacts) -> SecurityFinding.Verdict
    ) {
        self.name = name
        self.requirement = requirement
        self.verdict = verdict
    }

    /// Every check, in the order in which they are shown.
    static let all = files + database + accounts + keys + tokens + network + requests + operations

    /// What all checks find.
    static func report(_ facts: SecurityFacts) -> SecurityReport {
        SecurityReport(
            findings: all.map {
                SecurityFinding(name: $0.name, requirement: $0.requirement, verdict: $0.verdict(facts))
            })
    }

    /// A check of what the database holds.
    static func ofInventory(
        _ name: String, _ requirement: String = "",
        _ verdict: @escaping @Sendable (SecurityInventory, SecurityFacts) -> SecurityFinding.Verdict
    ) -> SecurityCheck {
        SecurityCheck(name, requirement) { facts in
            guard let inventory = facts.inventory else {
                return .notApplicable(facts.databaseError ?? "There is no database yet.")
            }
            return verdict(inventory, facts)
        }
    }

    /// A check of what a running daemon answers.
    static func ofDaemon(
        _ name: String, _ requirement: String,
        _ verdict: @escaping @Sendable (SecurityFacts.Daemon) -> SecurityFinding.Verdict
    ) -> SecurityCheck {
        SecurityCheck(name, requirement) { facts in
            facts.daemon.map(verdict) ?? .notApplicable("No daemon answers; --url names one.")
        }
    }
}
