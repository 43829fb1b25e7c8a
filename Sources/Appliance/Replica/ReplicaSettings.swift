import Access
import ObjectStore
import Replication
import Replicator

/// Whether, where and how a replica is kept.
struct ReplicaSettings: Equatable, Sendable {
    /// Which answers wait for the replica.
    enum Acknowledgement: String, CaseIterable, Sendable {
        /// Those to requests that changed accounts, keys, roles or models.
        case changes
        /// None.
        case never = "none"
    }

    /// Where the replica is; nil for none.
    var url: StoreLocation?
    /// 64 hexadecimal digits.
    var encryptionKey: Access.Secret?
    /// Milliseconds between shipments.
    var syncMilliseconds = ConfigurationKeys.replicaSync.defaultValue
    /// Hours between whole copies.
    var snapshotHours = ConfigurationKeys.replicaSnapshot.defaultValue
    /// Days that the past stays restorable.
    var retentionDays = ConfigurationKeys.replicaRetention.defaultValue
    /// Whether `telemetry.db` is replicated too.
    var replicatesTelemetry = ConfigurationKeys.replicaTelemetry.defaultValue
    /// Which answers wait for the replica.
    var acknowledgement = ConfigurationKeys.replicaAcknowledge.defaultValue
    /// Milliseconds that they wait at most.
    var acknowledgeMilliseconds = ConfigurationKeys.replicaAcknowledgeMilliseconds.defaultValue
    /// Whether a store that cannot fence is taken.
    var acceptsUnfenced = ConfigurationKeys.replicaUnfenced.defaultValue
    /// Bytes a second that go to and come from the store at most; nil for no limit.
    var bytesPerSecond: Int?
    /// A PEM file of certificates that are trusted beside the system's.
    var certificateAuthorityFile: String?
    /// Bytes of changes that are kept while the store is out of reach.
    var spoolBytes = ConfigurationKeys.replicaSpoolBytes.defaultValue
    /// Hours after which a restore is proved again at the latest.
    var proofHours = ConfigurationKeys.replicaProof.defaultValue

    /// As shipped: no replica.
    init() {}

    init(_ resolver: inout ConfigurationResolver) {
        url = resolver.resolve(ConfigurationKeys.replicaURL(resolver.environment))
        encryptionKey = resolver.resolve(ConfigurationKeys.replicaKey)
        syncMilliseconds = resolver.resolve(ConfigurationKeys.replicaSync)
        snapshotHours = resolver.resolve(ConfigurationKeys.replicaSnapshot)
        retentionDays = resolver.resolve(ConfigurationKeys.replicaRetention)
        replicatesTelemetry = resolver.resolve(ConfigurationKeys.replicaTelemetry)
        acknowledgement = resolver.resolve(ConfigurationKeys.replicaAcknowledge)
        acknowledgeMilliseconds = resolver.resolve(ConfigurationKeys.replicaAcknowledgeMilliseconds)
        acceptsUnfenced = resolver.resolve(ConfigurationKeys.replicaUnfenced)
        let bytes = resolver.resolve(ConfigurationKeys.replicaBandwidth)
        bytesPerSecond = bytes == 0 ? nil : bytes
        certificateAuthorityFile = resolver.resolve(ConfigurationKeys.replicaCertificateAuthorities)
        spoolBytes = resolver.resolve(ConfigurationKeys.replicaSpoolBytes)
        proofHours = resolver.resolve(ConfigurationKeys.replicaProof)
    }

    /// How the shipper of a database works.
    var replicator: ReplicatorSettings {
        var settings = ReplicatorSettings()
        settings.shipMilliseconds = syncMilliseconds
        settings.spoolBytes = spoolBytes
        settings.acceptsUnfenced = acceptsUnfenced
        return settings
    }

    /// How much of the past stays restorable: every change of all days that are kept.
    var retention: RetentionPolicy {
        let window = Int64(retentionDays) * Limits.replicaDayMilliseconds
        return RetentionPolicy(window: window, everySegment: window, everyRun: Limits.replicaDayMilliseconds)
    }

    /// The bytes of a key as it is written; nil for anything but 64 hexadecimal digits.
    static func keyBytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count == 2 * MasterKey.byteCount, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
        else { return nil }
        return stride(from: 0, to: digits.count, by: 2).compactMap { index in
            UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16)
        }
    }
}

/// Why the settings of the replica cannot be used.
enum ReplicaSettingsError: Error, Equatable, CustomStringConvertible {
    /// There is no `replica.url`.
    case noURL
    /// There is no `replica.encryption_key`.
    case noKey

    var description: String {
        switch self {
        case .noURL:
            "There is no replica: replica.url is not set. Set it, or GEOCLIMATE_REPLICA_URL, to a place such as "
                + "file:///mnt/backup/geoclimate or s3://bucket/prefix?region=eu-central-1."
        case .noKey:
            "A replica is kept encrypted, and replica.encryption_key is not set. Make a key with 'geoclimate replica "
                + "key', keep a copy of it away from this machine, and set GEOCLIMATE_REPLICA_ENCRYPTION_KEY or the "
                + "credential replica-encryption_key to it."
        }
    }
}
