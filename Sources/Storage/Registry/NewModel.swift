/// What the caller says about a model that it registers; the registry adds identity, version and times.
public struct NewModel: Sendable, Hashable {
    /// The name that versions are counted under: 1 to 128 of `A-Z a-z 0-9 . _ -`, not starting with a dot.
    public var name: String

    /// The library or format that the file comes from, for example `xgboost` or `lightgbm`.
    public var modelType: String

    /// What the model does, for example `regression` or `classification`.
    public var taskType: String

    /// The features in the order in which the model takes them.
    public var featureColumns: [String]

    /// Measured quality by name, for example `rmse`, as finite numbers.
    public var metrics: [String: Double]

    /// How the model was trained, by name of the parameter.
    public var hyperparameters: [String: String]

    /// Free labels for whoever looks after the models.
    public var tags: [String: String]

    /// Free text for people.
    public var description: String

    /// A model to register; everything but name, types and features may stay empty.
    public init(
        name: String, modelType: String, taskType: String, featureColumns: [String], metrics: [String: Double] = [:],
        hyperparameters: [String: String] = [:], tags: [String: String] = [:], description: String = ""
    ) {
        self.name = name
        self.modelType = modelType
        self.taskType = taskType
        self.featureColumns = featureColumns
        self.metrics = metrics
        self.hyperparameters = hyperparameters
        self.tags = tags
        self.description = description
    }
}
