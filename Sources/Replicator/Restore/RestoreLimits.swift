extension Limits {
    /// Objects whose headers and indexes are read at a time.
    static let restoreHeadersAtOnce = 16

    /// Ranges that are read at a time.
    static let restoreReadsAtOnce = 16

    /// Ranges that are read, opened, or wait for those before them to be written.
    static let restoreReadsAhead = 64

    /// Bytes of pages, uncompressed, in one range of consecutive chunks; a single chunk may have more.
    static let restoreRangeBytes = 4 << 20

    /// Bytes, as they came and opened, of all ranges that are not written yet; a single range may have more.
    static let restoreBytesAhead = 64 << 20

    /// Threads that decrypt, decompress and hash.
    static let restoreWorkers = 2

    /// Pages between the first and the last of a chunk up to which it is looked whether newer objects had them all.
    static let restoreSkipPages = 65_536

    /// Milliseconds between two reports of progress.
    static let restoreProgressMilliseconds: Int64 = 100
}
