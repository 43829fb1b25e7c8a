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
        /// `-log(1 / p - 1)`, in `Float`.
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

    /// The margin that a saved base score stands for; `nil` where the objective has no such score.
    func margin(ofBaseScore score: Float) -> Float? {
        let margin: Float
        switch base {
        case .margin: margin = score
        case .probability:
            guard score > 0, score < 1 else { return nil }
            margin = -log(1 / score - 1)
        case .positive:
            guard score > 0 else { return nil }
            margin = log(score)
        }
        return margin.isFinite ? margin : nil
    }
}
