/// The bounds on what a model file may ask for, checked before memory is taken.
///
/// A file that is over a bound is refused with ``ModelError/overLimit(format:what:found:limit:)``. The standard bounds are
/// far above the models that the libraries train in practice, and low enough that no file can exhaust a small machine.
public struct Limits: Sendable, Equatable {
    /// Bytes of a model file.
    ///
    /// Everything that is read from a file grows no faster than the file, but for category sets.
    public var maxFileBytes: Int
    /// Values in an input row.
    public var maxFeatures: Int
    /// Margins of a row: classes or targets.
    public var maxOutputs: Int
    /// Trees of a model, counted after vector leaves became one tree an output.
    public var maxTrees: Int
    /// Splits and leaves of a model, counted likewise.
    public var maxNodes: Int
    /// Splits between a root and its deepest leaf.
    public var maxDepth: Int
    /// The greatest category that a categorical split may list.
    ///
    /// XGBoost itself goes no higher than 2^24 - 1.
    public var maxCategoryValue: Int
    /// 32-bit words of all category sets together: a short list of great categories makes a large set.
    public var maxCategoryWords: Int
    /// Training parameters and attributes that are kept for the summary.
    public var maxHyperparameters: Int
    /// UTF-8 bytes of one name, objective, parameter or attribute.
    public var maxTextBytes: Int

    /// Makes limits, each of which defaults to the standard one.
    public init(
        maxFileBytes: Int = 1 << 30, maxFeatures: Int = 1 << 16, maxOutputs: Int = 1 << 12, maxTrees: Int = 1 << 20,
        maxNodes: Int = 1 << 26, maxDepth: Int = 1 << 12, maxCategoryValue: Int = 1 << 20,
        maxCategoryWords: Int = 1 << 24, maxHyperparameters: Int = 1 << 12, maxTextBytes: Int = 1 << 20
    ) {
        self.maxFileBytes = maxFileBytes
        self.maxFeatures = maxFeatures
        self.maxOutputs = maxOutputs
        self.maxTrees = maxTrees
        self.maxNodes = maxNodes
        self.maxDepth = maxDepth
        self.maxCategoryValue = maxCategoryValue
        self.maxCategoryWords = maxCategoryWords
        self.maxHyperparameters = maxHyperparameters
        self.maxTextBytes = maxTextBytes
    }

    /// The bounds that are used where none are given.
    public static let standard = Limits()

    /// Refuses `found` of `what` where that is over `limit`.
    static func check(
        _ found: Int, of what: String, atMost limit: Int, format: ModelFormat
    ) throws(ModelError) {
        if found > limit {
            throw .overLimit(format: format, what: what, found: found, limit: limit)
        }
    }
}
