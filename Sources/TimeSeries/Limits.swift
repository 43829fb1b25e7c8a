/// Bounds of this room.
public enum Limits {
    /// Series in one block.
    public static let blockSeries = 1_024
    /// Samples of one series in one block.
    public static let columnSamples = 16_384
    /// Timestamp columns in one block: at most one for each series.
    public static let blockTimeColumns = blockSeries
    /// Value columns of a series in one block: a raw series has 1, a roll-up has 6.
    public static let columnsPerSeries = 8
    /// Encoded bytes after which a frame of a block ends; one series never spans two.
    public static let frameBytes = 64 << 10
    /// Bytes that a frame of a block may say that it holds.
    public static let largestFrameBytes = 4 << 20
    /// Bytes of a block.
    public static let blockBytes = 64 << 20

    /// Rows in one record of the journal.
    public static let journalRows = 65_536
    /// Bytes of the rows in one record of the journal.
    public static let journalBytes = 16 << 20

    /// Labels of one series, its name included.
    public static let labels = 64
    /// Bytes of the name of a label.
    public static let labelNameBytes = 256
    /// Bytes of the value of a label.
    public static let labelValueBytes = 4_096
    /// Bytes of all names and values of one series.
    public static let labelBytes = 16_384
}
