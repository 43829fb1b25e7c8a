/// Bounds of sending metrics to other servers.
extension Limits {
    /// Servers that the settings name.
    static let remoteWriteTargets = 16
    /// Bytes of an address.
    static let remoteWriteURLBytes = 2_048
    /// Samples of one request.
    static let remoteWriteBatchSamples = 2_000
    /// Milliseconds of samples that are read at a time.
    static let remoteWriteSliceMilliseconds: Int64 = 15_000
    /// Samples that are read at a time; where there are more, less time is read.
    static let remoteWriteSliceSamples = 1_000_000
    /// The least milliseconds of samples that are read at a time.
    static let remoteWriteLeastSliceMilliseconds: Int64 = 100
    /// Milliseconds that samples are left alone, on top of what a scrape may take, so that all of their time are there.
    static let remoteWriteSettlingMilliseconds: Int64 = 2_000
    /// Milliseconds that one request may take.
    static let remoteWriteRequestMilliseconds = 30_000
    /// Bytes of an answer that are looked at.
    static let remoteWriteAnswerBytes = 1_024
    /// Characters of an answer that are shown.
    static let remoteWriteAnswerCharacters = 200
}
