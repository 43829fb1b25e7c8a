/// A loaded model, ready to answer rows: immutable, shared freely between threads.
///
/// The layout of its trees is chosen once, at load (``ForestPlanner``). Every layout answers the same bits as the straight
/// walk of the trees, so the choice changes speed and memory only.
public final class Model: Sendable {
    /// What to answer for a row.
    public enum Output: Sendable, Equatable, CaseIterable {
        /// What the training library's `predict` answers.
        case prediction
        /// The sums of leaves, before the link.
        case margin
        /// One probability a class; classifiers only.
        case probabilities
    }

    /// What the file says of itself.
    public let summary: ModelSummary
    /// Number of values in an input row.
    public let featureCount: Int
    let outputCount: Int
    let precision: TreeEnsemble.Precision
    let divisor: Int
    let link: Link
    let probabilityLink: Link?
    let layout: any ForestLayout

    /// Reads and validates a model file of any known format, and lays its trees out.
    ///
    /// - Throws: ``ModelError`` that says what is wrong with the bytes, and where.
    public convenience init(
        _ bytes: [UInt8], limits: Limits = .standard, level: KernelLevel = .best
    ) throws(ModelError) {
        self.init(try ModelReader.read(bytes, limits: limits), level: level)
    }

    /// Lays out a model that a reader has validated.
    public convenience init(_ parsed: ParsedModel, level: KernelLevel = .best) {
        self.init(parsed, layout: ForestPlanner.layout(parsed.ensemble, level: level))
    }

    /// Makes a model over a given layout of the same trees.
    init(_ parsed: ParsedModel, layout: any ForestLayout) {
        summary = parsed.summary
        featureCount = parsed.ensemble.featureCount
        outputCount = parsed.ensemble.outputCount
        precision = parsed.ensemble.precision
        divisor = parsed.ensemble.divisor
        link = parsed.link
        probabilityLink = parsed.probabilityLink
        self.layout = layout
    }

    /// How the trees are laid out in memory and at which instruction level they are walked, for logs and people.
    public var layoutDescription: String { layout.title }

    /// Bytes that the layout keeps for as long as the model lives.
    public var memoryBytes: Int { layout.memoryBytes }

    /// Number of values answered a row, or `nil` where the model has no such output.
    public func valueCount(_ output: Output) -> Int? {
        switch output {
        case .prediction: link.valueCount(outputCount: outputCount)
        case .margin: outputCount
        case .probabilities: probabilityLink.map { _ in max(outputCount, 2) }
        }
    }
}
