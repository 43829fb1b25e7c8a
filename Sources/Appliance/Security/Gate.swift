import HTTPTypes
import Hummingbird

/// Decides, before a handler runs, whether a request may go on: who is it, may they, and have they allowance left.
struct Gate: Sendable {
    /// Fills in the caller of the context, or refuses the request.
    ///
    /// - Throws: ``APIError`` 401, 403 or 429.
    func admit(_ request: Request, _ context: inout ApplianceRequestContext, to route: Route) async throws {
    }
}
