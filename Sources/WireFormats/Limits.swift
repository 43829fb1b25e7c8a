/// Every bound of this target.
public enum Limits {
    /// Bytes that a request's body may have once it is decompressed.
    public static let maxBodyBytes = 32 << 20

    /// gzip members that may follow each other in one body.
    static let maxGzipMembers = 64

    // MARK: Protobuf messages

    /// Messages inside each other.
    static let maxMessageDepth = 24
    /// Messages in one body, whatever their kind: an empty one takes two bytes on the wire and a hundred in memory.
    static let maxMessages = 1_000_000

    // MARK: Series

    /// Labels of one series or stream.
    public static let maxLabels = 64
    /// Bytes of a label's name.
    public static let maxLabelNameBytes = 1_024
    /// Bytes of a label's value.
    public static let maxLabelValueBytes = 4_096
    /// Samples in one remote-write request.
    public static let maxSamplesPerWrite = 500_000
    /// Queries in one remote-read request.
    public static let maxReadQueries = 16
    /// Matchers of one remote-read query.
    public static let maxReadMatchers = 64
    /// Bytes that HELP and UNIT may have; a longer text is cut where they arrive as metadata.
    public static let maxMetadataBytes = 4_096

    // MARK: Logs

    /// Bytes of one line.
    public static let maxLineBytes = 1 << 20
    /// Lines in one push.
    public static let maxLinesPerPush = 200_000
    /// Pairs of structured metadata on one line.
    public static let maxStructuredMetadata = 128

    // MARK: OTLP

    /// Attributes of a resource, scope, point, record or span that are kept.
    public static let maxAttributes = 128
    /// Bytes of an attribute's value as text that are kept.
    public static let maxAttributeValueBytes = 4_096
    /// Buckets of one histogram.
    static let maxBuckets = 512

    // MARK: Exposition

    /// Samples that one target may expose.
    public static let maxExposedSamples = 200_000
    /// Bytes of a line of the text formats.
    static let maxExpositionLineBytes = 1 << 16
}
