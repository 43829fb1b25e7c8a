extension Limits {
    /// How often the end of a new key is asked for.
    static let keyQuestions = 3
    /// Bytes of the file that says when the replica was last proven.
    static let replicaProofBytes = 64 << 10
    /// Characters of a progress bar.
    static let progressBarWidth = 30
    /// Milliseconds between two pictures of a progress bar.
    static let progressMilliseconds: Int64 = 100
}
