/// Bounds of this room; those of a query can be lowered in ``EngineOptions``.
public enum Limits {
    /// Bytes of a query's text.
    public static let queryBytes = 1 << 20
    /// Levels of an expression; deeper ones are refused by the parser, so that no walk can exhaust the stack.
    public static let depth = 250
    /// Expressions of one query, operands included: no tree is higher, whatever its shape.
    public static let expressions = 1_000
    /// Samples, and values of steps, that a query holds at once (Prometheus's `query.max-samples`).
    public static let samples = 50_000_000
    /// Series that a query may load.
    public static let series = 500_000
    /// Points of one series in an answer.
    public static let pointsPerSeries = 11_000
    /// Milliseconds that any time, offset or range may be away from 1970: some 36 million years.
    public static let milliseconds: Int64 = 1 << 60
    /// Lookback: how old the newest sample may be to count as the value of now, in milliseconds.
    public static let lookback: Int64 = 300_000
    /// Bytes of a label's value that a function makes, so that nested joins cannot double it without end.
    public static let labelValueBytes = 65_536
    /// Annotations of one kind that a result keeps.
    public static let annotations = 1_000
    /// Samples that one line of a test script may describe.
    public static let scriptSamples = 100_000
}
