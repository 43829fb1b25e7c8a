/// Why a model file was refused.
///
/// Every case is one line that names the format, the place and what is wrong there.
public enum ModelError: Error, Equatable, Sendable {
    /// The bytes start like no format that is read here.
    case unknownFormat(reason: String)
    /// The file breaks the rules of its format at `location` (a byte offset, a line or a path such as `tree 3, node 7`).
    case malformed(format: ModelFormat, location: String, reason: String)
    /// The file is well formed, but uses something that is not answered here; `remedy` says what to do instead.
    case unsupported(format: ModelFormat, feature: String, remedy: String)
    /// A count or a size is over its bound in ``Limits``.
    case overLimit(format: ModelFormat, what: String, found: Int, limit: Int)
}

extension ModelError: CustomStringConvertible {
    /// The error in one line of whole sentences.
    public var description: String {
        switch self {
        case .unknownFormat(let reason):
            "The file is not a model of a known format: \(reason). Known are XGBoost JSON, XGBoost UBJSON and LightGBM text."
        case .malformed(let format, let location, let reason):
            "The \(format.title) model is damaged at \(location): \(reason)."
        case .unsupported(let format, let feature, let remedy):
            "The \(format.title) model uses \(feature), which is not supported: \(remedy)."
        case .overLimit(let format, let what, let found, let limit):
            "The \(format.title) model has \(found) \(what), over the limit of \(limit)."
        }
    }
}
