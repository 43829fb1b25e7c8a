extension Limits {
    /// Milliseconds between two looks for the next segment.
    static let standbyPollMilliseconds = 500

    /// Milliseconds between two attempts at most, while something is in the way.
    static let standbyRetryMilliseconds = 15_000

    /// Milliseconds between two looks at timelines and runs while nothing new comes.
    static let standbyLookMilliseconds: Int64 = 5_000

    /// Segments whose headers are read at a time when there is much to catch up with.
    static let standbySegmentsAtOnce = 16

    /// Changes that are applied at a time.
    static let standbyChangesAtOnce = 512

    /// Chunks that are read at a time.
    static let standbyChunksAtOnce = 8

    /// Bytes of pages of changes that are kept in memory; pages of more are read again when they are written.
    ///
    /// One more change of this size may come on top, and as much is kept for the copy that is served.
    static let standbyChangeBytes = 32 << 20

    /// Bytes that may be written to a served copy before the other one takes its place, so that they go away.
    static let standbyLogBytes = 64 << 20

    /// Pages that are hashed and copied at a time, in bytes.
    static let standbyCopyBytes = 1 << 20
}
