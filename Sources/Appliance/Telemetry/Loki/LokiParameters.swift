import HTTPTypes
import Hummingbird

/// The parameters that a client of Loki sends: in the query of the target and, with POST, in a form.
///
/// Both are decoded as HTML forms are, and names that a path does not know are passed over: clients of other systems send
/// parameters that only those know.
struct LokiParameters: Sendable {
    private var values: [String: [String]] = [:]

    /// - Throws: ``APIError`` 400 for a query that is malformed, or has too many parameters, and what reading a body throws.
    init(_ request: Request) async throws {
        if request.method == .post {
            let body = try await request.collectBody(limit: Limits.lokiFormBytes)
            if body.readableBytes > 0 {
                _ = try MediaType.ofBody(request, accepted: [.form])
                try add(Array(body.readableBytesView))
            }
        }
        try add(Array((request.uri.query ?? "").utf8))
    }

    init(_ text: String) throws(APIError) {
        try add(Array(text.utf8))
    }

    /// The first value of a parameter; nil where there is none or it is empty.
    subscript(name: String) -> String? {
        values[name]?.first.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// All values of a parameter.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// A whole number in a range, or the default.
    ///
    /// - Throws: ``APIError`` 400 for anything else.
    func number(_ name: String, default value: Int, in range: ClosedRange<Int>) throws(APIError) -> Int {
        guard let text = self[name] else { return value }
        guard let number = Int(text), range.contains(number) else {
            throw APIError(
                .badRequest,
                "The parameter '\(name)' takes a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    private mutating func add(_ text: [UInt8]) throws(APIError) {
        let pairs = text.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true)
        guard pairs.count <= Limits.lokiParameters else {
            throw APIError(.badRequest, "The query has more than \(Limits.lokiParameters) parameters.")
        }
        for pair in pairs {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            do throws(FormFields.Malformed) {
                let name = try FormFields.decoded(pair[..<end])
                values[name, default: []].append(try FormFields.decoded(pair[end...].dropFirst()))
            } catch {
                throw APIError(.badRequest, "The query is malformed: \(error.description)")
            }
        }
    }
}
