import Hummingbird

/// The query of a request, checked: only known names, each once.
struct QueryParameters: Sendable {
    private var values: [String: String] = [:]

    /// - Throws: ``APIError`` 422 for a parameter that the path does not know, or that stands twice.
    init(_ request: Request, allowed: Set<String>) throws(APIError) {
        for (name, value) in request.uri.queryParameters {
            let name = String(name)
            guard allowed.contains(name) else {
                let hint =
                    NearestName.suggestion(for: name, among: allowed.sorted()).map { " Did you mean '\($0)'?" } ?? ""
                throw .invalid("query", name, message: "The query parameter '\(name)' is not known here.\(hint)")
            }
            guard values.updateValue(String(value), forKey: name) == nil else {
                throw .invalid("query", name, message: "The query parameter '\(name)' stands more than once.")
            }
        }
    }

    subscript(name: String) -> String? { values[name] }

    /// A whole number in a range; nil where it is not given.
    ///
    /// - Throws: ``APIError`` 422 for anything else.
    func number(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid(
                "query", name,
                message: "The query parameter '\(name)' takes a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound).")
        }
        return number
    }

    /// Whether a parameter that takes true or false is true; false where it is not given.
    ///
    /// - Throws: ``APIError`` 422 for anything else.
    func flag(_ name: String) throws(APIError) -> Bool {
        switch values[name] {
        case nil, "false": return false
        case "true": return true
        default: throw .invalid("query", name, message: "The query parameter '\(name)' takes true or false.")
        }
    }
}
