/// Every bound of this module, with its unit.
public enum AirQualityLimits {
    /// The highest concentration that an index is calculated for, in units of its scale's truncation.
    public static let highestConcentration = 9_999_999

    /// The most bytes of a number written in decimals, anywhere in a file or a request.
    public static let decimalTextBytes = 64

    /// The most bytes of one CSV field, quotes not counted.
    public static let csvFieldBytes = 65_536

    /// The most bytes of one CSV record: its fields together, delimiters and quotes not counted.
    public static let csvRecordBytes = 1_048_576

    /// The most fields of one CSV record.
    public static let csvFields = 4_096

    /// The most bytes of a file's text that an error message repeats.
    static let quotedTextBytes = 80
}
