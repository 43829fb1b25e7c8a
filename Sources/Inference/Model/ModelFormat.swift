/// A file format that models are read from.
public enum ModelFormat: String, Sendable, Codable, CaseIterable {
    case xgboostJSON = "xgboost-json"
    case xgboostUBJSON = "xgboost-ubj"
    case lightGBMText = "lightgbm-text"

    /// The format's name in messages.
    public var title: String {
        switch self {
        case .xgboostJSON: "XGBoost JSON"
        case .xgboostUBJSON: "XGBoost UBJSON"
        case .lightGBMText: "LightGBM text"
        }
    }
}
