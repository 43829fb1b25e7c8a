/// Why telemetry could not be stored or read.
public enum TelemetryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The cap is below what the file needs to work at all.
    case capTooSmall(bytes: Int, least: Int)
    /// Another process writes to the file.
    case alreadyWritten(path: String, processID: String)
    /// The file was opened for reading.
    case readOnly(path: String)
    /// There is nothing to drop any more, and still no room below the cap.
    case noRoom(path: String, maximumBytes: Int)
    /// A reader keeps the write-ahead log from being emptied, and there is no room for more below the cap.
    case readerInTheWay(path: String, maximumBytes: Int)
    /// The disk is nearly full, and what is left of it is for everything else.
    case shed(path: String)
    /// The bound on series is reached.
    case tooManySeries(limit: Int)
    /// Labels that cannot name a series.
    case labels(String)
    /// The query would read more samples than it may.
    case tooManySamples(limit: Int)
    /// The query would read more series than it may.
    case tooManySelectedSeries(limit: Int)
    /// The query was cancelled.
    case cancelled

    /// The sentence for people: what failed, on what, and what to do.
    public var description: String {
        switch self {
        case .capTooSmall(let bytes, let least):
            "The cap of telemetry is \(bytes) bytes; it needs at least \(least). Raise it."
        case .alreadyWritten(let path, let processID):
            "Another process (\(processID)) already writes to \(path). Stop it first."
        case .readOnly(let path): "The telemetry in \(path) was opened for reading only."
        case .noRoom(let path, let maximumBytes):
            "The telemetry in \(path) cannot stay below its cap of \(maximumBytes) bytes and take more. Raise the cap."
        case .readerInTheWay(let path, let maximumBytes):
            "A query holds the log of \(path), and there is no room for more below the cap of \(maximumBytes) bytes "
                + "until it ends."
        case .shed(let path):
            "Nothing is written to the telemetry in \(path) because its disk is nearly full. Free space on it."
        case .tooManySeries(let limit):
            "There are \(limit) series, which is the bound. Take labels with many values away, or raise the bound."
        case .labels(let reason): reason
        case .tooManySamples(let limit):
            "The query would read more than \(limit) samples. Ask for fewer series, less time or a larger step."
        case .tooManySelectedSeries(let limit):
            "The query selects more than \(limit) series. Ask for fewer of them."
        case .cancelled: "The query was cancelled."
        }
    }
}
