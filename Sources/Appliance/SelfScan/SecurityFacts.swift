import Storage

/// Everything that the checks of security look at, gathered beforehand, so that each check is a function of it.
struct SecurityFacts: Sendable {
    /// A file or directory of the data directory.
    struct File: Sendable, Equatable {
        let name: String
        /// The permission bits.
        let mode: Int
    }

    /// What a running daemon answers to a stranger.
    struct Daemon: Sendable, Equatable {
        var url: String
        /// The header fields of the documentation page, names in lower case.
        var pageHeaders: [String: String]
        /// Access-Control-Allow-Origin in the answer to a page of another site; nil without one.
        var allowedOrigin: String?
        /// The status of a preflight request of another site, and what it allows.
        var preflightAllowedOrigin: String?
        /// The status of TRACE.
        var traceStatus: Int
        /// The status of GET /audit without credentials.
        var anonymousStatus: Int
        /// Set-Cookie fields that were seen.
        var cookies: [String]

        var isHTTPS: Bool { url.hasPrefix("https://") }
    }

    /// A certificate file.
    enum Certificate: Sendable, Equatable {
        case unreadable(String)
        case validUntil(Timestamp)
    }

    var now: Timestamp
    /// The data directory itself is named `.`.
    var files: [File] = []
    /// The effective settings by key, lists joined with commas.
    var settings: [String: String] = [:]
    var inventory: SecurityInventory?
    /// What is inconsistent in the database.
    var inconsistencies: [String] = []
    var audit: AuditVerification?
    /// Why database or audit log could not be looked at.
    var databaseError: String?
    /// The certificate of ``settings``; nil where none is configured.
    var certificate: Certificate?
    /// Nil where no daemon answers.
    var daemon: Daemon?
    /// systemd's score for the unit, from 0 (good) to 10; nil where it cannot be asked.
    var unitScore: Double?
    /// What is known of proved restores from the replica; nil for nothing.
    var replicaProof: ProofRecord?

    /// A whole number among the settings.
    func number(_ key: String) -> Int? { settings[key].flatMap { Int($0) } }

    /// Whole days from one moment to now.
    func days(since time: Timestamp) -> Int {
        Int((now.millisecondsSince1970 - time.millisecondsSince1970) / 86_400_000)
    }
}
