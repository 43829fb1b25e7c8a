/// What is known of a model from its file, for the registry and for people.
public struct ModelSummary: Sendable, Equatable {
    /// What a model answers.
    public enum Task: String, Sendable, Codable {
        case regression
        case binaryClassification = "binary_classification"
        case multiclassClassification = "multiclass_classification"
        case ranking
    }

    /// The format of the file.
    public var format: ModelFormat
    /// The library's version as the file states it, such as `3.2.0` or `v4`.
    public var producerVersion: String
    /// `gbtree`, `dart`, `gbdt`, `rf`, …: the library's own name of the booster.
    public var booster: String
    /// The library's own name of the objective, such as `reg:squarederror` or `binary sigmoid:1`.
    public var objective: String
    /// What the model answers.
    public var task: Task
    /// One name a feature, in the order of a row; `f0, f1, …` (XGBoost) or `Column_0, …` (LightGBM) where training had none.
    public var featureNames: [String]
    /// Number of values that `predict` answers for a row.
    public var predictionCount: Int
    /// Number of classes of a classifier, else 0.
    public var classCount: Int
    /// Number of trees as they are walked: a tree with vector leaves counts once an output.
    public var treeCount: Int
    /// Number of splits and leaves, counted likewise.
    public var nodeCount: Int
    /// Training parameters and attributes that the file carries, as text.
    public var hyperparameters: [String: String]
}
