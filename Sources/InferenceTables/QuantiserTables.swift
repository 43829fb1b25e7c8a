/// How a row becomes one byte a column, so that a split is one byte comparison: right when `code > bound`.
///
/// The thresholds of a feature are cut into segments of at most ``thresholdsPerSegment``. A segment's rank of a value is the
/// number of its thresholds that are not above the value. A column is a segment with what a missing value counts as:
/// 0 where it goes left, ``missingRight`` where it goes right, the rank of zero where NaN is read as zero. A categorical
/// column is 0 for the left and 1 for the right side of one set.
public struct QuantiserTables: Sendable, Equatable {
    /// Thresholds of a segment at most: ranks are 0 to 254, and 255 is left for missing values that go right.
    @inlinable public static var thresholdsPerSegment: Int { 254 }
    /// Places of a segment's threshold table; those that are not used hold NaN, which is not above nor below anything.
    @inlinable public static var segmentStride: Int { 256 }
    /// The code of a missing value that goes right: above every bound.
    @inlinable public static var missingRight: UInt8 { 255 }

    /// One category set as a column.
    public struct CategoryColumn: Sendable, Equatable, BitwiseCopyable {
        /// The feature whose value is looked up.
        public var feature: Int32
        /// The set's first word in ``categoryWords``.
        public var firstWord: Int32
        /// The set's number of words.
        public var wordCount: Int32
        /// The code of a value that is listed.
        public var memberCode: UInt8
        /// The code of NaN.
        public var missingCode: UInt8

        /// Makes a column of one category set.
        public init(feature: Int32, firstWord: Int32, wordCount: Int32, memberCode: UInt8, missingCode: UInt8) {
            self.feature = feature
            self.firstWord = firstWord
            self.wordCount = wordCount
            self.memberCode = memberCode
            self.missingCode = missingCode
        }
    }

    /// Whether values are rounded to `Float` before they are compared.
    public var isFloat: Bool
    /// The distance from zero within which a value is missing where a column says so.
    public var zeroBound: Double
    /// The feature of each segment.
    public var segmentFeature: [Int32] = []
    /// Each segment's thresholds in rising order, ``segmentStride`` places a segment.
    public var thresholds: [Double] = []
    /// Where each segment's columns begin, and one past the last.
    public var columnStart: [Int32] = [0]
    /// What a missing value counts as in each column of a segment.
    public var missingCode: [UInt8] = []
    /// 1 where values near zero are missing too.
    public var zeroIsMissing: [UInt8] = []
    /// Columns of category sets; they come after the segments' columns.
    public var categories: [CategoryColumn] = []
    /// The words of all sets.
    public var categoryWords: [UInt32] = []

    /// Number of segments.
    public var segmentCount: Int { segmentFeature.count }
    /// Number of columns of segments and sets together.
    public var columnCount: Int { missingCode.count + categories.count }

    /// Makes tables without segments.
    public init(isFloat: Bool, zeroBound: Double) {
        self.isFloat = isFloat
        self.zeroBound = zeroBound
    }

    /// Whether a column takes values near zero for missing.
    public var hasZeroIsMissing: Bool { zeroIsMissing.contains(1) }

    /// The thresholds' ordered keys in the number format of comparisons; the greatest key where a place is not used.
    public var keys: (floats: [Int32], doubles: [Int64]) {
        isFloat
            ? (thresholds.map { $0.isNaN ? .max : Float($0).orderedKey }, [])
            : ([], thresholds.map { $0.isNaN ? .max : $0.orderedKey })
    }

    /// Every sixteenth key, beginning with the sixteenth: what a search compares first.
    public var pivots: (floats: [Int32], doubles: [Int64]) {
        let keys = keys
        return (
            stride(from: 15, to: keys.floats.count, by: 16).map { keys.floats[$0] },
            stride(from: 15, to: keys.doubles.count, by: 16).map { keys.doubles[$0] }
        )
    }
}
