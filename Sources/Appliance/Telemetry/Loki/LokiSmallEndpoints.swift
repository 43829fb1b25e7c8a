import Hummingbird
import JSONText
import LogQL

/// The parts of Loki's API that need no lines: versions, formatting, and what is not worked out here.
struct LokiSmallEndpoints: Sendable {
    /// Whose API this is: what clients look at before they use newer parts of it.
    private static let version = "3.5.0"

    let clock: ApplianceClock

    /// `/status/buildinfo`.
    func buildInformation(_: Request, _: ApplianceRequestContext) async throws -> Response {
        .json { json in
            json.beginObject()
            json.field("version", Self.version)
            for name in ["revision", "branch", "buildUser", "buildDate", "goVersion"] { json.field(name, "") }
            json.endObject()
        }
    }

    /// `/format_query`: the query in one way of writing it.
    func format(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let text = try LokiRequest(try await LokiParameters(request), now: clock.now()).query()
        let formatted = try Query(text).description
        return Response(type: MediaType.json.rawValue, bytes: LokiDocument.success { $0.string(formatted) })
    }

    /// `/patterns`: none; they are not worked out.
    func patterns(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        Response(
            type: MediaType.json.rawValue,
            bytes: LokiDocument.success { json in
                json.beginArray()
                json.endArray()
            })
    }
}
