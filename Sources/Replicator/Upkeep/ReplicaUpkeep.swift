internal import ObjectStore
public import Replication

/// Keeps a replica small, and proves that it can be restored; each call is one round and returns what it did.
///
/// Which objects are merged and deleted is decided in `Replication`. Several processes may do this to one replica: what one of
/// them does is never wrong, at worst done twice.
public struct ReplicaUpkeep: Sendable {
    let store: ReplicaStore
    let name: String
    let policy: UpkeepPolicy
    let scratchDirectory: String
    let writer: Word128
    let surroundings: ReplicatorSurroundings
    let listener: ReplicaListener
    let turn = UpkeepTurn()
    let segments = UncompactedSegments()
    let queue = BlockingQueue(label: "geoclimate.replicator.upkeep")

    /// The upkeep of the replica of the database whose file is called `name`.
    ///
    /// `scratchDirectory` is where trial restores are put; one of its own is made in it and removed again.
    public init(
        store: ReplicaStore, name: String, policy: UpkeepPolicy, scratchDirectory: String, writer: Word128,
        surroundings: ReplicatorSurroundings, listener: @escaping ReplicaListener
    ) {
        self.store = store
        self.name = name
        self.policy = policy
        self.scratchDirectory = scratchDirectory
        self.writer = writer
        self.surroundings = surroundings
        self.listener = listener
    }

    func tell(_ level: ReplicaEvent.Level, _ text: String) {
        listener(ReplicaEvent(level, database: name, text))
    }

    /// Takes the mark off a name under which something is about to be stored again.
    func spare(_ unit: String, in manifest: Manifest) async throws {
        guard manifest.tombstones[unit] != nil else { return }
        _ = try await store.updateManifest(writer: writer, surroundings: surroundings) { $0.tombstones[unit] = nil }
    }
}
