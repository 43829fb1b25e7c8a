import Hummingbird

/// The OpenAPI document and the page that shows it.
///
/// Both are part of the binary: they need no network.
struct DocumentationEndpoints: Sendable {
    private let document: [UInt8]
    private let html: [UInt8]

    /// - Throws: ``EmbeddedFile/Missing`` when the program was built without them.
    init() throws(EmbeddedFile.Missing) {
        document = try EmbeddedFile("openapi.json").bytes
        html = try EmbeddedFile("documentation.html").bytes
    }

    func openAPI(_: Request, _: ApplianceRequestContext) async throws -> Response {
        Response(type: MediaType.json.rawValue, bytes: document)
    }

    func page(_: Request, _: ApplianceRequestContext) async throws -> Response {
        Response(
            type: "text/html; charset=utf-8", bytes: html, headers: [.contentSecurityPolicy: Self.contentPolicy])
    }

    /// The page's own script and style stand in the page; it fetches nothing but the document beside it.
    private static let contentPolicy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
