import Access
import ObjectStore
import Replication
import Replicator
import Resilience
import Storage

/// A store of the settings, opened: for commands and for the daemon.
struct ReplicaAccess: Sendable {
    /// The store, with time limits and retries around it.
    let objects: ResilientObjectStore
    /// What everything in it is encrypted with.
    let key: MasterKey
    /// Where it is.
    let location: StoreLocation
    /// Clocks, waiting and chance.
    let surroundings: ReplicatorSurroundings

    /// Opens the store.
    ///
    /// Credentials come from `environment`. The store is not asked anything yet.
    ///
    /// - Throws: ``ReplicaSettingsError``, `ObjectStoreError` when a file of the settings cannot be read.
    init(_ settings: ReplicaSettings, environment: [String: String], clock: ApplianceClock) async throws {
        guard let url = settings.url else { throw ReplicaSettingsError.noURL }
        guard let text = settings.encryptionKey?.revealed, let bytes = ReplicaSettings.keyBytes(text),
            let key = MasterKey(bytes)
        else { throw ReplicaSettingsError.noKey }
        let random: @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
        var store = StoreSettings()
        store.bytesPerSecond = settings.bytesPerSecond
        store.trustedCertificatesFile = settings.certificateAuthorityFile
        objects = try await .open(
            url, settings: store,
            surroundings: StoreSurroundings(
                environment: { environment }, time: CallTime(clock: clock, random: random),
                secondsSince1970: { Int(clock.now().millisecondsSince1970 / 1_000) }))
        self.key = key
        location = url
        surroundings = Self.surroundings(clock)
    }

    /// Clocks, waiting and chance of a process.
    static func surroundings(_ clock: ApplianceClock) -> ReplicatorSurroundings {
        ReplicatorSurroundings(
            now: { clock.now().millisecondsSince1970 },
            elapsed: { Int64(clamping: clock.monotonicNanoseconds() / 1_000_000) },
            sleep: { try await Task.sleep(for: .milliseconds($0)) },
            random: { UInt64.random(in: .min ... .max) })
    }

    /// The replica of a database by its file name, such as `appliance.db`.
    func store(named name: String) -> ReplicaStore {
        ReplicaStore(objects: objects, database: DatabaseID(named: name), key: key)
    }

    /// The small files beside the databases.
    var files: ReplicaFiles { ReplicaFiles(objects: objects, key: key, surroundings: surroundings) }
}
