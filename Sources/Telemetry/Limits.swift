/// The bounds of this target, each with its unit.
public enum Limits {
    /// Series that one metric family may hold before further label sets share the overflow series.
    public static let seriesPerFamily = 1_000

    /// Families that one registry may hold, those of its collectors included.
    public static let families = 512

    /// Finite upper bounds that one histogram may have; the bucket for infinity comes on top.
    public static let histogramBounds = 15

    /// Labels that one family may have.
    public static let labelsPerFamily = 8

    /// Bytes of UTF-8 that a label value may have in the exposition; a longer one is cut at a character.
    public static let labelValueBytes = 1_024

    /// Bytes of UTF-8 that a metric or label name may have.
    public static let nameBytes = 128

    /// Media ranges of an `Accept` header that are looked at; the rest of the header is ignored.
    public static let acceptRanges = 32
}
