/// Every bound of this target, by name and with its unit.
///
/// The values of ``standard`` are what the appliance runs with; tests inject smaller ones to reach an edge cheaply.
public struct Limits: Sendable, Hashable {
    /// The bounds that the appliance runs with.
    public static let standard = Limits()

    // MARK: Connections

    /// Reader connections that one open database may hold.
    public var readerConnections = 4

    /// How long a connection waits for a lock of SQLite or of the writer file before it gives up, in milliseconds.
    public var busyTimeoutMilliseconds = 10_000

    /// Page cache of one connection, in kibibytes.
    public var pageCacheKibibytes = 2_048

    /// Size that the write-ahead log is cut down to after a checkpoint, in bytes.
    public var writeAheadLogBytes = 64 << 20

    /// Pages in the write-ahead log after which a commit also checkpoints.
    public var checkpointPages = 1_000

    /// Problems that a consistency check lists before it stops looking.
    public var consistencyProblems = 100

    // MARK: Disk

    /// Telemetry is not stored when less than one in so many bytes of the disk is free, within the two bounds behind it.
    public var lowDiskShare = 10

    /// Free bytes below which telemetry is not stored on the smallest disk.
    public var leastLowDiskBytes = 32 << 20

    /// Free bytes below which telemetry is not stored on the largest disk: a replica's spool goes on longer.
    public var mostLowDiskBytes = 512 << 20

    /// The ballast is let go when less is free than one in so many bytes of those below which telemetry is not stored.
    public var criticalDiskShare = 8

    /// Free bytes below which the ballast is let go on any disk.
    public var leastCriticalDiskBytes = 16 << 20

    /// A disk has a ballast only when it takes no more than one in so many of its bytes.
    public var ballastShare = 4

    /// How long there must have been room before the ballast is made again, and how long a write that found none counts, in
    /// milliseconds.
    public var ballastCalmMilliseconds: Int64 = 60_000

    // MARK: Audit

    /// UTF-8 bytes of an actor, subject, address or request id, and of the name or value of a detail; longer ones are
    /// cut.
    public var auditTextBytes = 512

    /// Details of one entry of the audit log.
    public var auditDetails = 32

    /// Entries of the audit log that one call answers.
    public var auditEntries = 1_000

    /// Bytes of the file of checkpoints: some ten years of one an hour.
    public var checkpointFileBytes = 32 << 20

    // MARK: Models

    /// Bytes of one model file.
    public var modelBytes = 512 << 20

    /// Models in the registry, over all names.
    public var models = 10_000

    /// UTF-8 bytes of a model's name.
    public var modelNameBytes = 128

    /// UTF-8 bytes of a model type or task type.
    public var typeNameBytes = 64

    /// UTF-8 bytes of the name of whoever registers, promotes or deletes.
    public var actorNameBytes = 128

    /// UTF-8 bytes of a description.
    public var descriptionBytes = 8_192

    /// Feature columns of one model.
    public var featureColumns = 65_536

    /// Entries in each of a model's metrics and hyperparameters.
    public var metadataEntries = 512

    /// Tags of one model.
    public var tags = 64

    /// UTF-8 bytes of the name of one feature column.
    public var featureColumnBytes = 4_096

    /// UTF-8 bytes of a key in metrics, hyperparameters or tags, and of a tag's value.
    public var metadataKeyBytes = 256

    /// UTF-8 bytes of a hyperparameter's value.
    public var metadataValueBytes = 8_192

    /// Bytes of a model's metrics, feature columns, hyperparameters and tags together, as JSON.
    public var metadataBytes = 16 << 20

    /// Models that one listing answers.
    public var listedModels = 1_000

    /// Models that one comparison answers.
    public var comparedModels = 64

    /// Rows of history that one call answers.
    public var historyRows = 1_000

    /// The newest switches of production that a rollback looks back over.
    public var rollbackDepth = 1_000

    // MARK: Accounts

    /// Accounts in one appliance.
    public var accounts = 100_000

    /// Roles, shipped and custom.
    public var roles = 1_000

    /// Roles of one account.
    public var rolesPerAccount = 16

    /// UTF-8 bytes of a username.
    public var usernameBytes = 64

    /// UTF-8 bytes of an e-mail address.
    public var emailBytes = 254

    /// UTF-8 bytes of a full name.
    public var fullNameBytes = 200

    /// Accounts that one page of a listing answers.
    public var listedAccounts = 1_000

    /// Names for which failed logins in a row are remembered; the one that failed longest ago goes first.
    public var loginFailureNames = 100_000

    /// Failed logins in a row after which an account takes no password until an operator unlocks it.
    ///
    /// NIST SP 800-63B-4, section 3.2.2, allows at most 100.
    public var loginFailuresInARow = 100

    /// Recovery codes of one account.
    public var recoveryCodes = 10

    /// Seconds that a token which works once may live.
    public var oneTimeTokenSeconds = 86_400
    // MARK: API keys

    /// UTF-8 bytes of the name of an API key.
    public var apiKeyNameBytes = 128

    /// Keys of one user that work, beyond which no further one is made.
    public var apiKeysPerUser = 100

    /// Keys of one user that work at the same time, those included that were rotated and are in their grace period: twice
    /// ``apiKeysPerUser``, so that all of them can be rotated at once.
    public var workingAPIKeysPerUser = 200

    /// Keys of one user that the database remembers, those that do not work any more included.
    public var apiKeyRowsPerUser = 1_000

    /// Keys that a listing of everybody's keys answers.
    public var listedAPIKeys = 10_000

    // MARK: Tokens

    /// Families of refresh tokens, which are logins, that one account may have; one more ends the one used longest ago.
    public var refreshFamiliesPerUser = 64

    /// Ended sessions of one account that are remembered, so that the access tokens of an API key can be revoked one by one.
    ///
    /// They are forgotten once their access tokens are over. A client that asks for a token for each request and revokes it
    /// may do so every two seconds.
    public var endedSessionsPerUser = 1_000

    /// The newest refresh tokens of a family that are remembered, so that the use of an old one is noticed.
    public var refreshTokensPerFamily = 1_000

    /// Families over and done with that one transaction deletes.
    public var prunedFamilies = 500

    /// Ended sessions that are listed for the daemon, newest first.
    public var listedEndedSessions = 100_000

    // MARK: Usage

    /// Groups that one report of usage answers.
    public var usageReportRows = 10_000

    /// Rows of usage after which one step of their deletion ends; the period that reaches it goes as a whole.
    public var usageRowsDeletedAtOnce = 5_000

    // MARK: Telemetry

    /// Bytes of one page of `telemetry.db`.
    ///
    /// A large row leaves half a page empty on average, and each table and index takes one page at least: a day of one
    /// exporter takes an eighth less than with pages of 16 KiB.
    public var telemetryPageBytes = 4_096

    /// The least cap that `telemetry.db` works with, in bytes.
    public var smallestTelemetryBytes = 16 << 20

    /// How long a checkpoint of telemetry waits for readers, in milliseconds.
    public var telemetryBusyMilliseconds = 1_000

    /// Size of the write-ahead log of telemetry after which a commit also checkpoints, in bytes.
    public var telemetryLogBytes = 4 << 20

    /// Series of metrics, those that end included, until retention takes them.
    public var metricSeries = 200_000

    /// Samples in memory that no flush has written yet; beyond them the oldest are lost, and counted.
    public var pendingSamples = 4_000_000

    /// Bytes of samples in memory, where packing them into blocks fails time and again; beyond them samples are refused.
    ///
    /// 200,000 series scraped every 15 seconds have 110 MB in a quarter of an hour.
    public var headBytes = 192 << 20

    /// Samples in memory for each active series, on average, after which they are packed into blocks.
    public var headSamplesPerSeries = 64

    /// How long samples stay in memory before they are packed into blocks, in milliseconds.
    public var headMilliseconds: Int64 = 900_000

    /// Rows in memory after which they are packed into blocks.
    public var headRows = 65_536

    /// Samples that one selection of series reads.
    public var selectedSamples = 50_000_000

    /// Blocks that wait for others of their window before they are merged.
    public var unmergedBlocks = 4

    /// Metrics whose type, help and unit are kept.
    public var metricMetadata = 10_000

    /// UTF-8 bytes of the help text of a metric; longer ones are cut.
    public var metricHelpBytes = 1_024

    /// UTF-8 bytes of the unit of a metric; longer ones are cut.
    public var metricUnitBytes = 64

    /// Spans in memory that no flush has written yet; more are refused, and counted.
    public var pendingSpans = 50_000

    /// Bytes that such spans take in memory, about; more are refused, and counted.
    public var pendingSpanBytes = 64 << 20

    /// Spans of one block of traces.
    public var traceBlockSpans = 4_096

    /// Bytes that a block of traces unpacks to at most; a larger one is neither written nor read.
    public var traceBlockBytes = 64 << 20

    /// Small blocks of traces that wait for others before they are merged.
    public var unmergedTraceBlocks = 32

    /// Spans that one search for traces looks at.
    public var searchedSpans = 1_000_000

    /// How often a search makes a new list of blocks, where some were merged while it looked.
    public var traceSearchAttempts = 4

    /// Blocks of traces that one step of retention deletes.
    public var traceBlocksDeletedAtOnce = 64

    /// Damaged blocks that a verification lists.
    public var listedDamagedBlocks = 1_000

    // MARK: Logs

    /// Bytes of one line; what Loki takes as `max_line_size` by default.
    public var logLineBytes = 256 << 10

    /// Lines, their metadata and what they cost beside that, in bytes, that wait in memory to be sealed.
    public var logHeadBytes = 32 << 20

    /// Bytes in the head after which a flush is asked for before its time.
    public var logFlushBytes = 4 << 20

    /// Bytes of lines and metadata of one sealed segment.
    public var logSegmentBytes = 2 << 20

    /// Entries of one sealed segment.
    public var logSegmentEntries = 100_000

    /// Seconds after which a segment is sealed although it is not full.
    public var logSealSeconds = 600

    /// Streams that are known at a time.
    public var logStreams = 10_000

    /// Labels of one stream.
    public var logStreamLabels = 15

    /// UTF-8 bytes of the name of a stream's label.
    public var logLabelNameBytes = 1_024

    /// UTF-8 bytes of the value of a stream's label.
    public var logLabelValueBytes = 2_048

    /// Seconds that a line may be older than the newest of its stream.
    public var logBehindSeconds = 3_600

    /// Seconds that a line may be ahead of the clock.
    public var logAheadSeconds = 600

    /// Days that logs are kept.
    public var logRetentionDays = 90

    /// Segments that one step of the deletion of old logs takes away.
    public var logSegmentsDeletedAtOnce = 64

    /// Segments that are given up together when there is no room.
    public var logSegmentsDroppedAtOnce = 8

    /// Bytes of lines that one query holds at a time to put them in the order of their times.
    public var logSortedBytes = 64 << 20

    /// Bytes of a dictionary for lines.
    public var logDictionaryBytes = 16 << 10

    /// The level of zstd for sealed segments.
    public var logLevel: Int32 = 6

    /// Bytes of lines that wait to be sealed at one flush, from which on speed counts for more than size.
    public var logUrgentBytes = 6 << 20

    /// The level of zstd for segments that are sealed when so much waits.
    public var logUrgentLevel: Int32 = 3

    /// Small segments that wait for others before they are merged.
    public var logUnmergedSegments = 8

    /// Small segments that are merged into one at a time.
    public var logSegmentsMergedAtOnce = 256

    /// Seconds between the first and the last line of a merged segment.
    public var logMergedSeconds = 86_400

    /// Listeners to new lines at a time.
    public var logTails = 16

    /// Bytes of lines that wait for one listener.
    public var logTailBytes = 4 << 20

    /// Dropped lines of which one listener is told more than their number, at a time.
    public var logTailDropped = 1_000

    /// Sources of lines whose place is kept: all files that may be followed, and as many again for those that have gone.
    public var logCursors = 65_536

    /// UTF-8 bytes of the name of such a source, and bytes of its place.
    public var logCursorBytes = 8_192

    /// Bytes of the text of a statement that took long; the rest is cut.
    public var slowStatementBytes = 4_096

    /// The standard bounds, to be changed one by one.
    public init() {}
}
