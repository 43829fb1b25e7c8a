extension Limits {
    /// Objects that one page of a list is asked for; every store answers as many.
    static let listPageObjects = 1_000

    /// Objects of one database that are listed: three days of segments at four a second.
    static let listedObjects = 1_000_000

    /// Timelines that are looked for behind those of the manifest, or that it lacks.
    static let timelinesBehindManifest = 1_024

    /// Timelines that are listed at a time.
    static let timelinesAtOnce = 4

    /// How often everything is read because a timeline was finished meanwhile: two in a row are already rare.
    static let contentsAttempts = 4

    /// How often a manifest is tried to be read or created before others are said to be in the way.
    static let manifestAttempts = 16

    /// Manifests that stay in the store; the older ones are for people who look what happened.
    static let newestManifests = 8

    /// Bytes of an object that is read at once, not its beginning and its end one after the other.
    static let wholeObjectBytes = 64 << 10

    /// Threads at most that open what was read, for one store.
    static let openingQueues = 4
}
