import Access
import HTTPTypes
import Hummingbird
import Storage
import Telemetry

/// Decides, before a handler runs, whether a request may go on: who is it, may they, and have they allowance left.
struct Gate: Sendable {
    let authenticator: Authenticator
    let failures: MetricFamily<Counter, AuthFailureLabel>
    let refusals: Refusals

    /// Fills in the caller of the context, or refuses the request.
    ///
    /// - Throws: ``APIError`` 400, 401, 403 or 429.
    func admit(_ request: Request, _ context: inout ApplianceRequestContext, to route: Route) async throws {
        context.principal = try await principal(of: request, context, for: route)
        try authorise(context, to: route)
    }

    /// Who sends the request; nil where the route answers strangers, and it is one.
    private func principal(
        of request: Request, _ context: ApplianceRequestContext, for route: Route
    ) async throws -> Principal? {
        do {
            switch route.access {
            case .everyone: return nil
            case .loopback where context.isFromThisMachine(request): return nil
            case .anyone: break
            case .loopback, .authenticated, .permission:
                guard let credential = try PresentedCredential(request.headers) else {
                    throw AuthenticationFailure.missing
                }
                return try await authenticator.principal(of: credential)
            }
            guard let credential = try PresentedCredential(request.headers) else { return nil }
            return try await authenticator.principal(of: credential)
        } catch let failure as AuthenticationFailure {
            failures.with(AuthFailureLabel(reason: failure.reason)).increment()
            refusals.note(
                .authentication, subject: failure.subject, reason: failure.reason, context, to: route)
            throw failure.apiError
        }
    }

    private func authorise(_ context: ApplianceRequestContext, to route: Route) throws(APIError) {
        guard let principal = context.principal, let permission = route.access.permission,
            !principal.permissions.contains(permission)
        else { return }
        refusals.note(.authorisation, subject: "", reason: permission.rawValue, context, to: route)
        throw APIError(
            .forbidden, "This needs the permission '\(permission.rawValue)', which this caller does not have.",
            headers: [
                .wwwAuthenticate: AuthenticationFailure.challenge
                    + #", error="insufficient_scope", scope="\#(permission.rawValue)""#
            ])
    }
}

extension RouteAccess {
    /// What a caller with credentials must be allowed to do; nil for nothing in particular.
    var permission: Permission? {
        switch self {
        case .permission(let permission), .loopback(or: let permission): permission
        case .everyone, .anyone, .authenticated: nil
        }
    }
}
