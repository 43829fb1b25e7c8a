import HTTPTypes
import Hummingbird
import JSONText

/// What the endpoints behind mailed links share: a page for browsers, JSON for programs, and who it was.
struct AccountLinkRequest: Sendable {
    let isForm: Bool
    let fields: TextFields

    /// - Throws: ``APIError`` 413, 415, or what ``TextFields`` refuses.
    init(_ request: Request, names: [String]) async throws {
        let type = try MediaType.ofBody(request, accepted: [.json, .form])
        isForm = type == .form
        let body = try await request.collectBody(limit: Limits.accountBodyBytes)
        fields = try TextFields(Array(body.readableBytesView), type: type, names: names)
    }

    /// Answers a sentence, as a page to a form and as `{"message"}` to a program.
    func answer(title: String, _ message: String) -> Response {
        guard !isForm else { return AccountPage.message(title: title, message) }
        return .json { json in
            json.beginObject()
            json.field("message", message)
            json.endObject()
        }
    }

    /// Runs `body`; a refusal becomes a page for the person in front of a form.
    func answering(title: String, _ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch {
            let failure = APIErrorMapping.apiError(for: error)
            guard isForm, failure.status.kind == .clientError else { throw failure }
            return AccountPage.message(failure.status, title: title, failure.detail)
        }
    }

    /// The token of a link's query, where it could be one.
    ///
    /// - Throws: ``APIError`` 422 for another parameter or a missing or impossible token.
    static func token(of request: Request) throws(APIError) -> String {
        let query = try QueryParameters(request, allowed: ["token"])
        guard let token = query["token"] else {
            throw .invalid("query", "token", message: "The query parameter 'token' is required.")
        }
        guard (1...Limits.accountTokenBytes).contains(token.utf8.count), token.utf8.allSatisfy(isOfToken) else {
            throw .invalid(
                "query", "token",
                message:
                    "The query parameter 'token' takes 1 to \(Limits.accountTokenBytes) letters, digits, '-' and '_'.")
        }
        return token
    }

    /// Whether a byte stands in tokens: base64url (RFC 4648, section 5).
    private static func isOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
