import HTTPTypes
import JSONText

extension APIError {
    /// 400 for JSON that is nested too deep or names a key twice, 422 for everything else that is no JSON.
    init(_ error: JSONError) {
        switch error {
        case .tooDeep, .duplicateKey: self.init(.badRequest, error.description)
        default: self = .invalid("body", message: error.description)
        }
    }
}
