/// What an expression evaluates to.
public enum ValueType: String, Sendable {
    case none, scalar, string, vector, matrix

    /// The name that Prometheus's documentation and errors use.
    public var documentedName: String {
        switch self {
        case .vector: "instant vector"
        case .matrix: "range vector"
        default: rawValue
        }
    }
}
