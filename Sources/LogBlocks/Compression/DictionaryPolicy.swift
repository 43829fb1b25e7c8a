/// When a new dictionary is worth its training.
public enum DictionaryPolicy {
    /// A dictionary serves while segments stay within this factor of the size that they had when it was new.
    static let toleratedGrowth = 1.15
    /// Segments that must use a dictionary before the next may replace it, so that a mixture does not train on and on.
    static let fewestSegments = 32
    /// Bytes of text that are enough to learn from.
    static let fewestBytes = 256 << 10

    /// How well a dictionary has done.
    public struct Record: Sendable, Equatable {
        /// Stored bytes for each byte of text in the first segment that used it.
        public var first: Double
        /// The same over the latest segments, the older the less.
        public var recent: Double
        /// Segments that used it.
        public var segments: Int

        /// Puts a record together.
        public init(first: Double, recent: Double, segments: Int) {
            self.first = first
            self.recent = recent
            self.segments = segments
        }

        /// With one more segment; each new one counts for an eighth.
        public func adding(_ ratio: Double) -> Record {
            Record(first: first, recent: recent + (ratio - recent) / 8, segments: segments + 1)
        }
    }

    /// Whether to train on a text of so many bytes before it is sealed; `record` is nil where there is no dictionary.
    public static func shouldTrain(_ record: Record?, textBytes: Int) -> Bool {
        guard textBytes >= fewestBytes else { return false }
        guard let record else { return true }
        return record.segments >= fewestSegments && record.recent > record.first * toleratedGrowth
    }
}
