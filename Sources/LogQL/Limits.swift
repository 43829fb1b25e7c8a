/// Bounds of this room.
public enum Limits {
    /// Bytes of a query.
    public static let queryBytes = 16_384
    /// Parentheses, operators and functions inside each other in a query.
    public static let queryDepth = 64
    /// Operators of one query in all, in parentheses too.
    public static let queryOperators = 256
    /// Stages of one pipeline.
    public static let stages = 64
    /// Entries that a log query answers, however many are asked for; Loki's default.
    public static let entries = 5_000
    /// Lines that one query looks at, unless the caller says less.
    public static let lines = 1_000_000_000
    /// Series that a metric query may have at any point, as Loki's `max_query_series`.
    public static let series = 5_000
    /// Steps of a range query; Prometheus and Loki refuse more than 11,000.
    public static let steps = 11_000
    /// Points of the answer to a range query; one costs 16 bytes.
    public static let points = 4 << 20
    /// Parts of windows that a metric query may keep at once; one costs about 100 bytes.
    public static let panes = 1 << 20
    /// Single values that quantiles may keep at once; one costs 8 bytes.
    public static let quantileValues = 8 << 20
    /// Labels that the parsers of one pipeline may take from one line; further ones are left out.
    public static let labelsPerLine = 256
    /// Bytes of a key that the parsers make a label of; longer ones are left out.
    public static let keyBytes = 1_024
    /// Objects inside each other that the JSON parsers follow.
    public static let jsonDepth = 64
    /// Keys that a parser remembers with their label names; others are worked out anew each time.
    static let rememberedKeys = 4_096
    /// Bytes that one template may write for one line.
    public static let templateOutputBytes = 1 << 20
    /// Actions inside each other in a template.
    public static let templateDepth = 32
    /// Nodes of a template.
    public static let templateNodes = 1_024
    /// Lines between two questions whether the query is cancelled.
    static let linesBetweenChecks = 256
    /// Bytes of a line between two such questions.
    static let bytesBetweenChecks = 1 << 20
    /// Values of one field that `detected_fields` counts exactly; beyond, the count stays there.
    public static let detectedValues = 10_000
    /// Fields that `detected_fields` answers.
    public static let detectedFields = 1_000
}
