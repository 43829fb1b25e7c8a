import HTTPTypes
import Hummingbird
import JSONText
import Limiting
import Storage

/// `GET /usage` and `GET /users/me/usage`: what was used, as JSON or CSV by Accept.
struct UsageEndpoints: Sendable {
    let store: UsageStore
    let clock: ApplianceClock
    /// Days that usage is kept by the minute.
    let minuteDays: Int

    /// Everybody's usage.
    func all(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        try await report(request, path: "/usage", dimensions: UsageDimension.allCases, userID: nil)
    }

    /// The caller's own, and what is left of the allowance.
    func own(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        guard let principal = context.principal else {
            throw APIError(.unauthorized, "This path is about the caller. Send an access token or an API key.")
        }
        return try await report(
            request, path: "/users/me/usage", dimensions: UsageDimension.allCases.filter { $0 != .user },
            userID: principal.userID
        ) { json in
            json.key("allowance")
            json.allowance(context.allowance?.standing ?? LimitStanding())
        }
    }

    private func report(
        _ request: Request, path: String, dimensions: [UsageDimension], userID: Int64?,
        _ more: (inout JSONWriter) -> Void = { _ in }
    ) async throws -> Response {
        let parameters = try QueryParameters(request, allowed: ["from", "to", "by", "limit", "offset"])
        let asked = UsageReportRequest(
            from: parameters["from"], to: parameters["to"], by: parameters["by"], limit: parameters["limit"],
            offset: parameters["offset"])
        let query: UsageQuery
        do throws(UsageReportRequest.Refusal) {
            query = try asked.query(
                dimensions: dimensions, userID: userID, now: clock.now(), minuteDays: minuteDays,
                pageRows: 1...Limits.usagePageRowsAtMost, defaultRows: Limits.usagePageRows)
        } catch {
            throw APIError.invalid("query", error.part, message: error.description)
        }
        let document = UsageReportDocument(query: query, report: try await store.report(query))
        var headers: HTTPFields = [:]
        // Also in CSV, which has no room for it, a reader learns that there is more (RFC 8288).
        headers[.link] = document.nextOffset.map { "<\(path)?\(Self.next(document, asked, $0))>; rel=\"next\"" }
        guard !request.prefersCSV else {
            return Response(
                type: "text/csv; charset=utf-8; header=present", bytes: Array(document.csv.utf8), headers: headers)
        }
        return Response(
            type: MediaType.json.rawValue, bytes: JSONWriter.bytes { document.encode(to: &$0, more) },
            headers: headers)
    }

    /// The query of the next page: the same bounds, whatever day it is by then.
    private static func next(_ document: UsageReportDocument, _ asked: UsageReportRequest, _ offset: Int) -> String {
        let by = document.query.dimensions.map(\.rawValue).joined(separator: ",")
        let (from, to) = document.bounds
        return "from=\(from)&to=\(to)&by=\(by)&limit=\(document.query.limit)&offset=\(offset)"
    }
}

extension HTTPField.Name {
    /// Where related documents are (RFC 8288).
    static let link = known("Link")
}
