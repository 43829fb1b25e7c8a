/// Bounds of the export to another database.
extension Limits {
    /// Bytes of rows that are collected before they are written to a file.
    static let exportBufferBytes = 1 << 20
    /// Milliseconds of samples that are read at a time; Prometheus takes nothing that is more than an hour behind.
    static let exportSliceMilliseconds: Int64 = 1_800_000
    /// The least milliseconds of samples that are read at a time.
    static let exportLeastSliceMilliseconds: Int64 = 100
    /// Samples that are read at a time; where there are more, less time is read.
    static let exportSliceSamples = 1_000_000
    /// Samples of one request.
    static let exportBatchSamples = 10_000
    /// Bytes of lines after which a push to Loki ends, with the last line of its time.
    static let exportPushBytes = 1 << 20
    /// Attempts of one request.
    static let exportRequestAttempts = 8
    /// Milliseconds after which no further attempt of a request is begun.
    static let exportRequestDeadlineMilliseconds = 300_000
    /// Milliseconds that one request may take.
    static let exportRequestMilliseconds = 60_000
}
