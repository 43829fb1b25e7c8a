/// A model as a format's reader leaves it: validated trees, the link, and what the file says of itself.
public struct ParsedModel: Sendable, Equatable {
    /// What the file says of itself.
    public var summary: ModelSummary
    /// The trees, validated.
    public var ensemble: TreeEnsemble
    /// From margins to what the library's `predict` answers.
    public var link: Link
    /// From margins to class probabilities; `nil` where the model is no classifier.
    ///
    /// A binary classifier has one margin and answers `[1 - p, p]`.
    public var probabilityLink: Link?
}
