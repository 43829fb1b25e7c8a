/// What a remote-write request holds.
///
/// A series whose labels break the data model is left out and counted, as Prometheus does: what else the request holds is
/// stored, and the answer says what was not.
public struct RemoteWriteBody: Equatable, Sendable {
    /// The series that are to be stored, in the order of the request.
    public internal(set) var series: [WrittenSeries] = []
    /// What the request says of families.
    public internal(set) var metadata: [FamilyMetadata] = []
    /// Samples of the series that were left out.
    public internal(set) var rejectedSamples = 0
    /// Why the first series was left out; nil if none was.
    public internal(set) var firstRejection: BadLabels?

    /// Makes the value of its parts.
    public init() {}

    /// Reads the body as it arrives: a snappy block around the protobuf message of remote write 1.0.
    ///
    /// Throws ``CompressionError`` and ``WireError``.
    public init(snappy block: [UInt8]) throws {
        try self.init(protobuf: SnappyBlock.decompress(block))
    }
}
