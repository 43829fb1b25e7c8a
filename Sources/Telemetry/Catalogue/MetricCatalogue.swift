/// Every metric of the daemon: name, type, labels and meaning, in one place.
///
/// Dashboards and alerts rely on these names. A family is registered by whoever updates it.
public enum MetricCatalogue {
    // MARK: HTTP

    /// Requests that were answered.
    public static let httpRequests = MetricDefinition<Counter, ResponseLabels>(
        "http_requests_total", help: "HTTP requests answered.")

    /// From the request's head to the end of the answer.
    public static let httpRequestDuration = MetricDefinition<Histogram, ResponseLabels>(
        "http_request_duration_seconds", .seconds, help: "Time from the request's head to the end of the answer.")

    /// Requests that are being answered.
    public static let httpRequestsInProgress = MetricDefinition<Gauge, RouteLabels>(
        "http_requests_in_progress", help: "HTTP requests being answered now.")

    /// Bytes of request bodies.
    public static let httpRequestSize = MetricDefinition<Histogram, NoLabels>(
        "http_request_size_bytes", .bytes, help: "Size of request bodies.")

    /// Bytes of answers' bodies.
    public static let httpResponseSize = MetricDefinition<Histogram, NoLabels>(
        "http_response_size_bytes", .bytes, help: "Size of response bodies.")

    /// Requests that ended with an error of the daemon's own.
    public static let httpRequestExceptions = MetricDefinition<Counter, NoLabels>(
        "http_request_exceptions_total", help: "HTTP requests that ended with an unexpected error.")

    /// Requests that were refused before a route saw them, and bodies that were given up.
    public static let httpRefusals = MetricDefinition<Counter, ReasonLabel>(
        "http_refusals_total", help: "Requests refused on the wire and bodies given up, by reason.")

    /// Connections closed without an answer.
    public static let connectionsCut = MetricDefinition<Counter, ReasonLabel>(
        "http_connections_cut_total", help: "Connections cut off without an answer, by reason.")

    // MARK: Callers

    /// Requests whose caller is not who it says, or does not say.
    public static let authFailures = MetricDefinition<Counter, AuthFailureLabel>(
        "auth_failures_total", help: "Requests whose credentials were missing or refused, by reason.")

    // MARK: Predictions

    /// Rows predicted by a model.
    public static let modelPredictions = MetricDefinition<Counter, ModelOutcomeLabels>(
        "model_predictions_total", help: "Predictions by model and outcome.")

    /// The time in the model alone.
    public static let modelPredictionDuration = MetricDefinition<Histogram, ModelLabels>(
        "model_prediction_duration_seconds", .seconds, help: "Time spent in the model for one request.")

    /// The probability of the class that a classifier answered.
    public static let modelPredictionConfidence = MetricDefinition<Histogram, ModelLabels>(
        "model_prediction_confidence", .probability, help: "Highest class probability of a classifier's predictions.")

    /// Batch requests.
    public static let batchPredictions = MetricDefinition<Counter, BatchSizeLabel>(
        "batch_predictions_total", help: "Batch predictions by number of rows.")

    /// The time of a batch request.
    public static let batchPredictionDuration = MetricDefinition<Histogram, BatchSizeLabel>(
        "batch_prediction_duration_seconds", .seconds, help: "Time to predict a batch, by number of rows.")

    /// Rows predicted, by model identifier.
    public static let predictions = MetricDefinition<Counter, ModelTypeLabels>(
        "predictions_total", help: "Predictions by model identifier and type.")

    /// The features that predictions were asked for, for averages and drift.
    public static let modelFeatureValues = MetricDefinition<Summary, FeatureLabels>(
        "model_feature_values", help: "Feature values that predictions were asked for.")

    // MARK: Models

    /// Registered models.
    public static let activeModels = MetricDefinition<Gauge, StageLabel>(
        "active_models", help: "Registered models by stage.")

    /// Whether a model is in memory.
    public static let modelLoaded = MetricDefinition<Gauge, ModelLabels>(
        "model_loaded", help: "1 while the model is in memory.")

    /// Memory of all loaded models.
    public static let modelMemory = MetricDefinition<Gauge, NoLabels>(
        "model_memory_bytes", help: "Memory that the loaded models take.")

    /// From stored bytes to a model that can answer.
    public static let modelLoadDuration = MetricDefinition<Histogram, NoLabels>(
        "model_load_duration_seconds", .seconds, help: "Time to load a model from its stored bytes.")

    /// Requests whose model was in memory.
    public static let modelCacheHits = MetricDefinition<Counter, ModelNameLabel>(
        "model_cache_hits", help: "Requests whose model was in memory.")

    /// Requests whose model had to be loaded first.
    public static let modelCacheMisses = MetricDefinition<Counter, ModelNameLabel>(
        "model_cache_misses", help: "Requests whose model had to be loaded first.")

    // MARK: Accounts and mail

    /// E-mail addresses that their owners proved.
    public static let userEmailVerified = MetricDefinition<Counter, NoLabels>(
        "user_email_verified", help: "E-mail addresses confirmed by their owners.")

    /// Mails by what became of them.
    public static let mailMessages = MetricDefinition<Counter, MailOutcomeLabel>(
        "mail_messages_total", help: "Mails that were sent, given up, or refused because too many waited.")

    /// Mails that wait to be sent.
    public static let mailWaiting = MetricDefinition<Gauge, NoLabels>(
        "mail_messages_waiting", help: "Mails that wait to be sent.")

    /// Failed attempts to reach something outside.
    public static let outgoingFailures = MetricDefinition<Counter, TargetLabel>(
        "outgoing_failures_total", help: "Failed attempts of outgoing calls.")

    /// Whether something outside is left alone because it failed too often.
    public static let outgoingCircuitOpen = MetricDefinition<Gauge, TargetLabel>(
        "outgoing_circuit_open", help: "1 while the circuit breaker of outgoing calls is not closed.")

    // MARK: Limits

    /// Requests that a limit refused.
    public static let rateLimitExceeded = MetricDefinition<Counter, LimitLabels>(
        "rate_limit_exceeded_total", help: "Requests refused by a limit, by tier and limit.")

    // MARK: Usage

    /// Accounts that are in use.
    public static let activeUsers = MetricDefinition<Gauge, TierLabel>(
        "active_users", help: "Accounts that sent a request today (UTC), by tier.")

    /// What of the daily quotas is used.
    public static let apiQuotaUsage = MetricDefinition<Gauge, TierLabel>(
        "api_quota_usage",
        help: "Requests of today (UTC) by tier that were not refused for their caller or a limit.")

    /// Accounts whose first request has been counted.
    public static let userFirstAPICall = MetricDefinition<Counter, NoLabels>(
        "user_first_api_call", help: "Accounts that sent their first authenticated request.")

    /// Requests counted without saying whose.
    public static let usageOverflow = MetricDefinition<Counter, NoLabels>(
        "usage_overflow_requests_total",
        help: "Requests whose usage was counted as 'other' because too many counts waited to be written.")

    /// Transactions that wrote usage.
    public static let usageCommits = MetricDefinition<Counter, NoLabels>(
        "usage_commits_total", help: "Transactions that wrote usage to the database.")

    /// Failed attempts to write usage.
    public static let usageFlushFailures = MetricDefinition<Counter, NoLabels>(
        "usage_flush_failures_total", help: "Attempts to write usage to the database that failed.")

    // MARK: Caches

    /// Questions that a cache could answer.
    public static let cacheHits = MetricDefinition<Counter, CacheTypeLabel>(
        "cache_hits_total", help: "Questions that were answered from a cache.")

    /// Questions that a cache could not answer.
    public static let cacheMisses = MetricDefinition<Counter, CacheTypeLabel>(
        "cache_misses_total", help: "Questions that a cache had no answer to.")

    // MARK: Database

    /// The time of transactions.
    public static let databaseQueryDuration = MetricDefinition<Histogram, DatabaseOperationLabels>(
        "database_query_duration_seconds", .seconds,
        help: "Time of a transaction on its connection, the commit included.")

    // MARK: Users

    /// Requests to register, whether or not they came to something.
    public static let userRegistrationsStarted = MetricDefinition<Counter, NoLabels>(
        "user_registration_started", help: "Requests to make a user, whether or not one was made.")

    /// Users that were made over HTTP.
    public static let userRegistrations = MetricDefinition<Counter, NoLabels>(
        "user_registrations_total", help: "Users made over HTTP.")

    /// Changes to a tier that allows more.
    public static let userTierUpgrades = MetricDefinition<Counter, NoLabels>(
        "user_upgraded_tier", help: "Users moved to a tier that allows more.")

    // MARK: Logs

    /// Lines written.
    public static let logLines = MetricDefinition<Counter, LogLevelLabel>(
        "log_lines_total", help: "Log lines by level.")

    /// Lines lost because the log's buffer was full.
    public static let logLinesDropped = MetricDefinition<Counter, NoLabels>(
        "log_lines_dropped_total", help: "Log lines lost because standard error took them too slowly.")

    /// What became of the log lines that were to be stored: the daemon's own and those that were sent to it.
    public static let storedLogLines = MetricDefinition<Counter, OutcomeLabel>(
        "stored_log_lines_total", help: "Log lines to be stored, by what became of them: accepted, dropped or refused.")

    // MARK: Libraries

    /// Metrics of libraries that are not exposed.
    public static let refusedLibraryMetrics = MetricDefinition<Counter, NoLabels>(
        "telemetry_library_metrics_refused_total",
        help: "Instruments of libraries that could not be registered: a name of another kind, or too many families.")

    // MARK: Traces

    /// What became of the spans that were to be stored: the daemon's own and those that were sent to it.
    public static let storedSpans = MetricDefinition<Counter, OutcomeLabel>(
        "stored_spans_total", help: "Spans to be stored, by what became of them: accepted, dropped or refused.")

    /// What became of the daemon's own spans that were to be sent to another collector.
    public static let exportedSpans = MetricDefinition<Counter, OutcomeLabel>(
        "exported_spans_total",
        help: "Spans to be sent to traces.otlp_endpoint, by what became of them: sent, dropped or refused.")

    // MARK: The disk

    /// How full the disk of the data directory is.
    public static let diskPressure = MetricDefinition<Gauge, NoLabels>(
        "disk_pressure",
        help: "What is given up for want of room: 0 nothing, 1 telemetry is not stored, 2 the ballast as well.")

    /// What is kept to be given back.
    public static let diskBallast = MetricDefinition<Gauge, NoLabels>(
        "disk_ballast_bytes", help: "Bytes that are kept to be given back when the disk is full.")

    // MARK: The replica

    /// How long the oldest commit waits that is not in the replica.
    public static let replicaLag = MetricDefinition<Gauge, DatabaseLabel>(
        "replica_lag_seconds", help: "Age of the oldest commit that is not in the replica yet; 0 for none.")

    /// When a restore was last proved.
    public static let replicaProven = MetricDefinition<Gauge, NoLabels>(
        "replica_last_proven_restore_timestamp_seconds",
        help: "When a restore from the replica was last proved, as Unix time; 0 for never.")

    /// What went wrong with the replica.
    public static let replicaErrors = MetricDefinition<Counter, NoLabels>(
        "replica_errors_total", help: "Warnings and alarms about the replica.")

    /// How long a restore takes.
    public static let replicaRecovery = MetricDefinition<Gauge, NoLabels>(
        "replica_recovery_seconds", help: "How long the last proved restore from the replica took.")

    /// Segments in the store.
    public static let replicaSegments = MetricDefinition<Counter, DatabaseLabel>(
        "replica_segments_total", help: "Segments that the store of the replica has acknowledged.")

    /// Bytes of segments in the store.
    public static let replicaBytes = MetricDefinition<Counter, DatabaseLabel>(
        "replica_bytes_total", help: "Bytes of the segments that the store of the replica has acknowledged.")

    /// Bytes that wait for the store.
    public static let replicaSpool = MetricDefinition<Gauge, DatabaseLabel>(
        "replica_spool_bytes", help: "Bytes of changes that wait on this disk for the store of the replica.")

    /// How far a standby is behind.
    public static let standbyLag = MetricDefinition<Gauge, NoLabels>(
        "replica_standby_lag_seconds",
        help: "How long ago this standby had all that was in the replica; no sample before the first time.")
}
