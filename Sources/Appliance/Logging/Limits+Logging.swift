extension Limits {
    /// Bytes of log lines that wait for standard error; a line that does not fit is dropped and counted.
    static let logBufferBytes = 1 << 20
    /// Bytes of one log line; what does not fit is left out.
    static let logLineBytes = 16 << 10
    /// Bytes of a message or of one value in a log line, as they are written.
    static let logValueBytes = 4 << 10
    /// Levels of dictionaries and arrays in the metadata of a log line.
    static let logMetadataDepth = 4
    /// Milliseconds that a line waits for others before they are written together.
    static let logDelayMilliseconds = 10
    /// Lines of slow queries a second.
    static let slowQueryLines = 10
    /// Milliseconds that shutdown waits for standard error to take the last lines.
    static let logFlushMilliseconds = 2_000
}
