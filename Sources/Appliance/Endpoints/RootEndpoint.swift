import HTTPTypes
import Hummingbird
import JSONText

/// `GET /`: what this is and where its documentation is.
///
/// A browser is sent to the documentation.
struct RootEndpoint: Sendable {
    func respond(to request: Request, context: ApplianceRequestContext) async throws -> Response {
        if request.prefersHTML { return Response(status: .seeOther, headers: [.location: "/docs"]) }
        return .json { json in
            json.beginObject()
            json.field("message", "GeoClimate predicts air quality. The documentation is at /docs.")
            json.field("version", ProductVersion.text)
            json.field("docs", "/docs")
            json.endObject()
        }
    }
}
