/// What a LightGBM model's `objective` line says: a name and then words such as `sqrt` or `sigmoid:1`.
///
/// The names and what they do to a score are those of `ObjectiveFunction::CreateObjectiveFunction` and `ConvertOutput`.
struct LightGBMObjective {
    var link: Link
    var probabilityLink: Link?
    var task: ModelSummary.Task
    var classCount: Int

    /// Reads the line's text; `nil`, as custom objectives leave it, answers raw scores like the library.
    init(_ text: String?, outputCount: Int) throws(Failure) {
        let words = (text ?? "custom").split(separator: " ").map(String.init)
        let name = words.first ?? ""
        var options = Options()
        for word in words.dropFirst() {
            guard options.take(word) else { throw .unknownWord(word) }
        }
        link = .identity
        task = .regression
        classCount = 0
        switch name {
        case "regression", "regression_l1", "huber", "fair", "quantile", "mape":
            if options.isSquareRoot { link = .signedSquare }
        case "poisson", "gamma", "tweedie":
            link = .exponential
        case "cross_entropy":
            link = .sigmoid(scale: 1)
        case "cross_entropy_lambda":
            link = .log1pExp
        case "lambdarank", "rank_xendcg":
            task = .ranking
        case "custom", "none":
            break
        case "binary":
            link = .sigmoid(scale: try options.requiredSigmoid())
            probabilityLink = link
            task = .binaryClassification
            classCount = 2
        case "multiclass", "multiclassova":
            link = name == "multiclass" ? .softmax : .sigmoid(scale: try options.requiredSigmoid())
            probabilityLink = link
            task = .multiclassClassification
            classCount = try options.requiredClassCount()
        default:
            throw .unknownName(name)
        }
        let isCustom = name == "custom" || name == "none"
        let expected = task == .multiclassClassification ? classCount : isCustom ? outputCount : 1
        guard outputCount == expected else { throw .outputs(found: outputCount, expected: expected) }
        guard !options.isSquareRoot || link == .signedSquare else { throw .unknownWord("sqrt") }
    }

    /// Why an objective was refused.
    enum Failure: Error {
        case unknownName(String)
        case unknownWord(String)
        case missing(String)
        case outputs(found: Int, expected: Int)
    }

    /// The words after the name.
    private struct Options {
        var isSquareRoot = false
        var sigmoid: Double?
        var classCount: Int?

        /// Takes one word; false where it is unknown or makes no sense.
        mutating func take(_ word: String) -> Bool {
            if word == "sqrt" {
                isSquareRoot = true
            } else if word.hasPrefix("sigmoid:"), let value = Double(word.dropFirst(8)), value > 0, value.isFinite {
                sigmoid = value
            } else if word.hasPrefix("num_class:"), let value = Int(word.dropFirst(10)), value > 1 {
                classCount = value
            } else {
                return false
            }
            return true
        }

        func requiredSigmoid() throws(Failure) -> Double {
            guard let sigmoid else { throw .missing("sigmoid") }
            return sigmoid
        }

        func requiredClassCount() throws(Failure) -> Int {
            guard let classCount else { throw .missing("num_class") }
            return classCount
        }
    }
}
