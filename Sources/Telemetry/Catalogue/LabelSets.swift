/// Which request: the method and the route template, never the raw path.
public struct RouteLabels: MetricLabels {
    /// The request method, such as `GET`.
    public let method: String
    /// The route template, such as `/models/{id}`.
    public let endpoint: String

    /// A method on a route.
    public init(method: String, endpoint: String) {
        self.method = method
        self.endpoint = endpoint
    }

    /// `method` and `endpoint`.
    public static var labels: [MetricLabel<RouteLabels>] {
        [MetricLabel("method") { $0.method }, MetricLabel("endpoint") { $0.endpoint }]
    }
}

/// Which answers: the method, the route template and the status.
public struct ResponseLabels: MetricLabels {
    /// The request method, such as `GET`.
    public let method: String
    /// The route template, such as `/models/{id}`.
    public let endpoint: String
    /// The status code of the answer.
    public let status: Int

    /// An answer of a route.
    public init(method: String, endpoint: String, status: Int) {
        self.method = method
        self.endpoint = endpoint
        self.status = status
    }

    /// `method`, `endpoint` and `status`.
    public static var labels: [MetricLabel<ResponseLabels>] {
        [
            MetricLabel("method") { $0.method }, MetricLabel("endpoint") { $0.endpoint },
            MetricLabel("status") { String($0.status) },
        ]
    }
}

/// Which version of which model.
public struct ModelLabels: MetricLabels {
    /// The name under which the model is registered.
    public let name: String
    /// The version, such as `v3`.
    public let version: String

    /// A version of a model.
    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }

    /// `model_name` and `model_version`.
    public static var labels: [MetricLabel<ModelLabels>] {
        [MetricLabel("model_name") { $0.name }, MetricLabel("model_version") { $0.version }]
    }
}

/// How predictions of a model ended.
public struct ModelOutcomeLabels: MetricLabels {
    /// Whether a prediction was answered.
    public enum Outcome: String, Sendable {
        /// It was answered.
        case success
        /// It was refused or failed.
        case error
    }

    /// The name under which the model is registered.
    public let name: String
    /// The version, such as `v3`.
    public let version: String
    /// How the predictions ended.
    public let outcome: Outcome

    /// An outcome of a version of a model.
    public init(name: String, version: String, outcome: Outcome) {
        self.name = name
        self.version = version
        self.outcome = outcome
    }

    /// `model_name`, `model_version` and `status`.
    public static var labels: [MetricLabel<ModelOutcomeLabels>] {
        [
            MetricLabel("model_name") { $0.name }, MetricLabel("model_version") { $0.version },
            MetricLabel("status") { $0.outcome.rawValue },
        ]
    }
}

/// Which model by its identifier and type.
public struct ModelTypeLabels: MetricLabels {
    /// The model's identifier.
    public let id: String
    /// The library that trained it, such as `xgboost`.
    public let type: String

    /// A model of a type.
    public init(id: String, type: String) {
        self.id = id
        self.type = type
    }

    /// `model_id` and `model_type`.
    public static var labels: [MetricLabel<ModelTypeLabels>] {
        [MetricLabel("model_id") { $0.id }, MetricLabel("model_type") { $0.type }]
    }
}

/// Which feature of which model.
public struct FeatureLabels: MetricLabels {
    /// The name under which the model is registered.
    public let modelName: String
    /// The feature's name.
    public let feature: String

    /// A feature of a model.
    public init(modelName: String, feature: String) {
        self.modelName = modelName
        self.feature = feature
    }

    /// `model_name` and `feature`.
    public static var labels: [MetricLabel<FeatureLabels>] {
        [MetricLabel("model_name") { $0.modelName }, MetricLabel("feature") { $0.feature }]
    }
}

/// Which kind of operation on which database.
public struct DatabaseOperationLabels: MetricLabels {
    /// The database's name, such as `appliance`.
    public let database: String
    /// `read` or `write`.
    public let operation: String

    /// An operation on a database.
    public init(database: String, operation: String) {
        self.database = database
        self.operation = operation
    }

    /// `database` and `operation`.
    public static var labels: [MetricLabel<DatabaseOperationLabels>] {
        [MetricLabel("database") { $0.database }, MetricLabel("operation") { $0.operation }]
    }
}
