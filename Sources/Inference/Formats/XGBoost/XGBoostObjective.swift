#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What an objective makes of margins, and of the base score, which is saved in the space of the answers.
///
/// From the library's objectives: `PredTransform` is the link, `ProbToMargin` the way back.
struct XGBoostObjective: Equatable {
    /// From the saved base score to the margin that sums start from.
    enum BaseSpace: Equatable {
        case margin
        /// `-log(1 / p - 1)`, in `Float`; from 3.2 on, `p` is first held at least 1e-6 away from 0 and 1.
        case probability
        /// `log(x)`, in `Float`.
        case positive
    }

    var task: ModelSummary.Task
    var link: Link
    var base = BaseSpace.margin
    var probabilityLink: Link?

    /// The objective of that name; `nil` for a name that is not known here.
    static func named(_ name: String) -> XGBoostObjective? {
        switch name {
        case "reg:squarederror", "reg:squaredlogerror", "reg:pseudohubererror", "reg:absoluteerror",
            "reg:quantileerror":
            XGBoostObjective(task: .regression, link: .identity)
        case "reg:logistic":
            XGBoostObjective(task: .regression, link: .sigmoid(scale: 1), base: .probability)
        case "reg:gamma", "reg:tweedie", "count:poisson":
            XGBoostObjective(task: .regression, link: .exponential, base: .positive)
        case "binary:logistic":
            XGBoostObjective(
                task: .binaryClassification, link: .sigmoid(scale: 1), base: .probability,
                probabilityLink: .sigmoid(scale: 1))
        case "binary:logitraw":
            // The base score of this one is a margin already.
            XGBoostObjective(
                task: .binaryClassification, link: .identity, probabilityLink: .sigmoid(scale: 1))
        case "binary:hinge":
            XGBoostObjective(task: .binaryClassification, link: .step)
        case "multi:softprob":
            XGBoostObjective(task: .multiclassClassification, link: .softmax, probabilityLink: .softmax)
        case "multi:softmax":
            XGBoostObjective(task: .multiclassClassification, link: .argmax, probabilityLink: .softmax)
        case "rank:pairwise", "rank:ndcg", "rank:map":
            XGBoostObjective(task: .ranking, link: .identity)
        default: nil
        }
    }

    /// The margin that a saved base score stands for: -infinity for a score of 0 in ``BaseSpace/positive``.
    ///
    /// What a file means is what the library that wrote it answers: the same score beyond the clamp gives another margin
    /// when 3.2 loads a file of 1.7 to 3.1. Only 3.2 learns scores of 0 and 1, from labels that are all equal.
    ///
    /// - Returns: `nil` where the objective has no such score.
    func margin(ofBaseScore score: Float, version: [Int32]) -> Float? {
        switch base {
        case .margin: return score.isFinite ? score : nil
        case .probability:
            let isClamped = !version.lexicographicallyPrecedes([3, 2])
            guard 0...1 ~= score, isClamped || (score > 0 && score < 1) else { return nil }
            let probability = isClamped ? min(max(score, Self.leastProbability), 1 - Self.leastProbability) : score
            let margin = -log(1 / probability - 1)
            return margin.isFinite ? margin : nil
        case .positive:
            return score.isFinite && score >= 0 ? log(score) : nil
        }
    }

    /// The library's `kRtEps`.
    private static let leastProbability: Float = 1e-6
}
