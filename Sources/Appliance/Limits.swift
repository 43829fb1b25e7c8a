import Inference
import Storage

/// Every bound of the daemon, with its unit.
///
/// Relations between them are asserted in `LimitsTests`.
enum Limits {
    // Requests
    /// Bytes of a request id that a caller may choose.
    static let requestIDLength = 128
    /// Bytes of one prediction request's body.
    static let predictBodyBytes = 1 << 20
    /// Bytes of a batch request's body.
    static let batchBodyBytes = 64 << 20
    /// Rows of one batch request.
    static let batchRows = 1_000_000
    /// Values of one batch request, rows times features: 256 MB.
    ///
    /// A short body can name many rows of a wide model.
    static let batchValues = 32 << 20
    /// Bytes up to which a batch is answered at once; larger ones go to a thread of their own.
    ///
    /// About 100 microseconds of work.
    static let inlineBatchBytes = 16 << 10
    /// Nesting of a JSON request.
    static let jsonDepth = 32
    /// Problems that one 422 answer lists.
    static let listedFieldErrors = 20
    /// Characters of a path that an error message repeats.
    static let quotedPathBytes = 200
    /// Media ranges of an `Accept` header that are looked at.
    static let acceptRanges = 32

    // Usage
    /// Counts in memory that wait to be written, each of one minute, caller, route, status and model.
    ///
    /// About 200 bytes each.
    static let usageEntries = 65_536
    /// Bytes of a body up to which its Content-Length is taken for its size.
    static let trustedBodyBytes = 64 << 10
    /// Minutes between looks at usage that is older than it is kept.
    static let usageRetentionMinutes = 60
    /// Seconds between looks at the usage of tiers, for metrics.
    static let tierGaugeSeconds = 15
    /// Days that one report of usage covers.
    static let usageReportDays = 366
    /// Minutes that one report covers where it is asked for times and not for days.
    static let usageReportMinutes = 7 * 1_440
    /// Groups that one answer of `GET /usage` has where the caller does not say, and at most.
    static let usagePageRows = 100
    static let usagePageRowsAtMost = 1_000
    /// Groups into which nobody looks page by page.
    static let usageOffset = 1_000_000

    // Files of rows
    /// Rows that are predicted together.
    static let fileBlockRows = 8192
    /// Bytes that are read at once.
    static let fileChunkBytes = 1 << 20
    /// Bytes of one line of NDJSON.
    static let fileLineBytes = 1 << 20
    /// Names that one error message lists.
    static let listedNames = 20

    // Models
    /// Models held in memory beside those in production, when the configuration names no number.
    static let loadedModels = 16
    /// Models that one listing answers.
    static let listedModels = 1000

    // Tokens
    /// Bytes of a form at the token endpoints.
    static let formBodyBytes = 16 << 10
    /// Bytes of an id and secret in HTTP Basic, in base64.
    static let basicCredentialBytes = 1 << 10
    /// Days after which the daemon takes new signing keys.
    static let signingKeyDays = 90
    /// Milliseconds between looks at signing keys and ended sessions that another process changed.
    static let tokenPollMilliseconds = 250
    /// Seconds between looks for refresh tokens that nobody can use any more.
    static let tokenPruneSeconds = 600
    /// Features up to which a model's input is summed up in metrics: one series each, of ``Telemetry/Limits/seriesPerFamily``.
    static let measuredFeatures = 64

    // Checks
    /// Bytes that must be free on the data directory's file system.
    static let leastFreeDiskBytes: Int64 = 256 << 20
    /// Seconds that a daemon has to answer one check.
    static let checkSeconds = 5
    /// Bytes of an answer that a check reads.
    static let checkBodyBytes = 8 << 20

    /// Bytes of one model file: what both the reader and the registry take.
    static let modelFileBytes = min(Inference.Limits.standard.maxFileBytes, Storage.Limits.standard.modelBytes)

    // Services
    /// Seconds after which a production model that could not be loaded is tried again.
    static let loadRetrySeconds = 10
    /// Milliseconds between looks at the registry for changes that another process made.
    static let registryPollMilliseconds = 250
    /// Milliseconds between two looks at the registry for requests whose model is not known: five a second.
    static let unknownModelLookMilliseconds = 200
    /// Seconds that requests in flight get to finish at shutdown.
    static let shutdownSeconds = 20
}
