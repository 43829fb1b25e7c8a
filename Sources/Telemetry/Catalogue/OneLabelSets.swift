/// How many rows a batch had, by powers of ten, so that the label has few values.
public enum BatchSizeLabel: String, MetricLabels, CaseIterable {
    /// No row.
    case none = "0"
    /// One to ten rows.
    case ten = "1-10"
    /// Eleven to a hundred rows.
    case hundred = "11-100"
    /// 101 to a thousand rows.
    case thousand = "101-1000"
    /// 1,001 to ten thousand rows.
    case tenThousand = "1001-10000"
    /// More than ten thousand rows.
    case more = "10001+"

    /// The range in which this number of rows lies.
    public init(rows: Int) {
        switch rows {
        case ...0: self = .none
        case ...10: self = .ten
        case ...100: self = .hundred
        case ...1_000: self = .thousand
        case ...10_000: self = .tenThousand
        default: self = .more
        }
    }

    /// `batch_size`.
    public static var labels: [MetricLabel<BatchSizeLabel>] { [MetricLabel("batch_size") { $0.rawValue }] }
}

/// Which stage of the registry.
public struct StageLabel: MetricLabels {
    /// The stage: `dev`, `staging` or `production`.
    public let stage: String

    /// A stage of the registry.
    public init(stage: String) {
        self.stage = stage
    }

    /// `stage`.
    public static var labels: [MetricLabel<StageLabel>] { [MetricLabel("stage") { $0.stage }] }
}

/// Which model, whatever its version.
public struct ModelNameLabel: MetricLabels {
    /// The name under which the model is registered.
    public let name: String

    /// A model.
    public init(name: String) {
        self.name = name
    }

    /// `model_name`.
    public static var labels: [MetricLabel<ModelNameLabel>] { [MetricLabel("model_name") { $0.name }] }
}

/// What became of something.
public struct OutcomeLabel: MetricLabels {
    /// The outcome's name, such as `accepted`.
    public let outcome: String

    /// An outcome.
    public init(outcome: String) {
        self.outcome = outcome
    }

    /// `outcome`.
    public static var labels: [MetricLabel<OutcomeLabel>] { [MetricLabel("outcome") { $0.outcome }] }
}

/// How serious log lines were.
public struct LogLevelLabel: MetricLabels {
    /// The level's name, such as `warning`.
    public let level: String

    /// A log level.
    public init(level: String) {
        self.level = level
    }

    /// `level`.
    public static var labels: [MetricLabel<LogLevelLabel>] { [MetricLabel("level") { $0.level }] }
}

/// What became of a mail.
public struct MailOutcomeLabel: MetricLabels {
    /// `sent`, `given_up` or `refused`.
    public let outcome: String

    /// An outcome.
    public init(outcome: String) {
        self.outcome = outcome
    }

    /// `outcome`.
    public static var labels: [MetricLabel<MailOutcomeLabel>] { [MetricLabel("outcome") { $0.outcome }] }
}

/// Something outside that the daemon calls.
public struct TargetLabel: MetricLabels {
    /// A short name, such as `mail`.
    public let target: String

    /// A target.
    public init(target: String) {
        self.target = target
    }

    /// `target`.
    public static var labels: [MetricLabel<TargetLabel>] { [MetricLabel("target") { $0.target }] }
}

/// Why a caller was not believed.
public struct AuthFailureLabel: MetricLabels {
    /// One of a few words, such as `unknown_key`.
    public let reason: String

    /// A reason.
    public init(reason: String) {
        self.reason = reason
    }

    /// `reason`.
    public static var labels: [MetricLabel<AuthFailureLabel>] { [MetricLabel("reason") { $0.reason }] }
}

/// Why something was refused, in one word.
public struct ReasonLabel: MetricLabels {
    /// The reason, such as `content_length`.
    public let reason: String

    /// A reason.
    public init(reason: String) {
        self.reason = reason
    }

    /// `reason`.
    public static var labels: [MetricLabel<ReasonLabel>] { [MetricLabel("reason") { $0.reason }] }
}

/// Which tier of accounts.
public struct TierLabel: MetricLabels {
    /// The tier's name, such as `free`.
    public let tier: String

    /// A tier.
    public init(tier: String) {
        self.tier = tier
    }

    /// `tier`.
    public static var labels: [MetricLabel<TierLabel>] { [MetricLabel("tier") { $0.tier }] }
}

/// Which cache.
public struct CacheTypeLabel: MetricLabels {
    /// What it remembers, such as `principal`.
    public let cacheType: String

    /// A cache.
    public init(cacheType: String) {
        self.cacheType = cacheType
    }

    /// `cache_type`.
    public static var labels: [MetricLabel<CacheTypeLabel>] { [MetricLabel("cache_type") { $0.cacheType }] }
}

/// Which database, by its file name.
public struct DatabaseLabel: MetricLabels {
    /// The file name, such as `appliance.db`.
    public let database: String

    /// A database.
    public init(database: String) {
        self.database = database
    }

    /// `database`.
    public static var labels: [MetricLabel<DatabaseLabel>] { [MetricLabel("database") { $0.database }] }
}
