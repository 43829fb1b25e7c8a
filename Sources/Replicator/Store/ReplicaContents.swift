public import Replication

/// Which segments are listed.
public enum SegmentScope: Sendable {
    /// Those that the newest state needs besides runs and snapshots.
    case needed
    /// All.
    case all
}

/// What a replica has, as far as it was listed.
public struct ReplicaContents: Sendable {
    /// The newest manifest; nil when there is none yet.
    public let manifest: Manifest?
    /// What can be restored, by the manifest and the listing.
    public let inventory: Inventory
    /// The size of each object that was listed, in bytes.
    public let sizes: [ReplicaKey: Int]
    /// The records of timelines that are younger than the manifest, in their order: begun, and not yet with a snapshot.
    ///
    /// One that did not branch off and has no segments can restore nothing and is not in the inventory.
    public let unfinished: [ObjectHeader]

    /// The newest timeline, whether it is finished or not; nil when there is none.
    public var newestTimeline: UInt32? {
        [inventory.timelines.keys.max(), unfinished.last?.timeline].compactMap(\.self).max()
    }

    /// Whether the newest timeline was begun and never got its snapshot and its place in the manifest.
    public var isUnfinished: Bool { newestTimeline != nil && newestTimeline == unfinished.last?.timeline }
}
