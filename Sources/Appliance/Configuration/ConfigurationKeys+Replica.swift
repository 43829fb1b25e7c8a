import Access
import ObjectStore
import Replicator

/// The settings of the replica.
extension ConfigurationKeys {
    /// The address of the replica; `environment` may name the region of a bucket.
    static func replicaURL(_ environment: [String: String]) -> ConfigurationKey<StoreLocation?> {
        .store(
            "replica.url", environment,
            "Where every change is kept a second time, encrypted: file:///path, s3://bucket/prefix?endpoint=…&region=…, "
                + "gs://bucket/prefix or azblob://account/container/prefix; nowhere when not set.")
    }

    static let replicaKey = ConfigurationKey.replicaKey(
        "replica.encryption_key",
        "What the replica is encrypted with, as 64 hexadecimal digits; without it nobody can restore anything.")

    static let replicaSync = ConfigurationKey.integer(
        "replica.sync_ms", default: 200, in: 20...60_000, "Milliseconds between sending changes to the replica.")

    static let replicaSnapshot = ConfigurationKey.integer(
        "replica.snapshot_hours", default: 24, in: 1...8_760,
        "Hours between whole copies in the replica, which make restores short; each is proved by a restore.")

    static let replicaRetention = ConfigurationKey.integer(
        "replica.retention_days", default: 7, in: 1...3_650, "Days that every moment of the past can be restored from.")

    static let replicaTelemetry = ConfigurationKey.flag(
        "replica.telemetry", default: false, "Whether metrics, logs and traces (telemetry.db) are replicated too.")

    static let replicaAcknowledge = ConfigurationKey.choice(
        "replica.acknowledge", default: ReplicaSettings.Acknowledgement.changes,
        "Which answers wait until the replica has the change: those to changes of accounts, keys, roles and models "
            + "(changes), or none.")

    static let replicaAcknowledgeMilliseconds = ConfigurationKey.integer(
        "replica.acknowledge_ms", default: 2_000, in: 1...60_000,
        "Milliseconds that such an answer waits at most; then it says X-Replica: pending.")

    static let replicaUnfenced = ConfigurationKey.flag(
        "replica.accept_unfenced", default: false,
        "Whether a store is taken that cannot refuse to replace objects: two daemons that write to it would overwrite "
            + "each other's changes unnoticed.")

    static let replicaBandwidth = ConfigurationKey.bandwidth(
        "replica.max_bytes_per_second",
        "Bytes a second that the replica sends and receives at most, 65536 or more; 0 for no limit.")

    static let replicaCertificateAuthorities = ConfigurationKey.optionalText(
        "replica.ca_file", "A PEM file of certificate authorities to trust for the store beside the system's.")

    static let replicaSpoolBytes = ConfigurationKey.integer(
        "replica.spool_max_bytes", default: ReplicatorSettings().spoolBytes, in: 16 << 20...1 << 44,
        "Bytes of each database's changes that are kept for the store while it is out of reach; beyond them a whole "
            + "copy is sent when it is back.")

    static let replicaProof = ConfigurationKey.integer(
        "replica.proof_hours", default: 24, in: 1...8_760,
        "Hours after which a restore from the replica is proved again at the latest.")

    /// All of them, in the order in which they are shown.
    static let replica = [
        replicaURL([:]).info, replicaKey.info, replicaSync.info, replicaSnapshot.info, replicaRetention.info,
        replicaTelemetry.info, replicaAcknowledge.info, replicaAcknowledgeMilliseconds.info, replicaUnfenced.info,
        replicaBandwidth.info, replicaCertificateAuthorities.info, replicaSpoolBytes.info, replicaProof.info,
    ]
}

extension ConfigurationKey<StoreLocation?> {
    /// The address of an object store, or nothing.
    static func store(_ name: String, _ environment: [String: String], _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name,
                expects: "an address such as file:///path, s3://bucket/prefix?region=eu-central-1 (or AWS_REGION), "
                    + "gs://bucket/prefix or azblob://account/container/prefix, without credentials",
                defaultValue: .text(""), meaning: meaning, isSecret: false, isAddress: true),
            defaultValue: nil,
            parse: { written in
                guard case .text(let text) = written else { return nil }
                if text.isEmpty { return .some(nil) }
                return (try? StoreLocation(text, environment: environment)).map { .some($0) }
            })
    }
}

extension ConfigurationKey<Int> {
    /// Bytes a second that a store is given at most; 0 for no limit.
    static func bandwidth(_ name: String, _ meaning: String) -> Self {
        let range = StoreSettings.leastBytesPerSecond...1 << 40
        return Self(
            info: ConfigurationKeyInfo(
                name: name,
                expects: "0 for no limit, or a whole number from \(range.lowerBound) to \(range.upperBound)",
                defaultValue: .text("0"), meaning: meaning, isSecret: false),
            defaultValue: 0,
            parse: { written in
                guard case .text(let text) = written, let number = Int(text), number == 0 || range.contains(number)
                else { return nil }
                return number
            })
    }
}

extension ConfigurationKey<Access.Secret?> {
    /// The key of a replica, or nothing.
    static func replicaKey(_ name: String, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "64 hexadecimal digits", defaultValue: .text(""), meaning: meaning, isSecret: true),
            defaultValue: nil,
            parse: { written in
                guard case .text(let text) = written else { return nil }
                if text.isEmpty { return .some(nil) }
                return ReplicaSettings.keyBytes(text) == nil ? nil : .some(Access.Secret(text))
            })
    }
}
