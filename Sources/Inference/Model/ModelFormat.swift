/// A file format that models are read from.
public enum ModelFormat: String, Sendable, Codable, CaseIterable {
    case xgboostJSON = "xgboost-json"
    case xgboostUBJSON = "xgboost-ubj"
    case lightGBMText = "lightgbm-text"

    /// The library that writes the format, as a model's type in the registry.
    public var library: String {
        switch self {
        case .xgboostJSON, .xgboostUBJSON: "xgboost"
        case .lightGBMText: "lightgbm"
        }
    }

    /// The ending by which the library's own loader knows the format.
    public var fileExtension: String {
        switch self {
        case .xgboostJSON: "json"
        case .xgboostUBJSON: "ubj"
        case .lightGBMText: "txt"
        }
    }

    /// The format's name in messages.
    public var title: String {
        switch self {
        case .xgboostJSON: "XGBoost JSON"
        case .xgboostUBJSON: "XGBoost UBJSON"
        case .lightGBMText: "LightGBM text"
        }
    }
}
