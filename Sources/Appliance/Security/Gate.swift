import Access
import HTTPTypes
import Hummingbird
import Storage

/// Decides, before a handler runs, whether a request may go on: who is it, may they, and have they allowance left.
struct Gate: Sendable {
    let authenticator: Authenticator
    let failures: AuthFailures
    let refusals: Refusals
    let limits: RequestLimits

    /// Fills in the caller of the context, or refuses the request.
    ///
    /// - Throws: ``APIError`` 400, 401, 403 or 429.
    func admit(_ request: Request, _ context: inout ApplianceRequestContext, to route: Route) async throws {
        do {
            context.principal = try await caller(of: request, context, for: route.access)
            try authorise(request, context, to: route)
        } catch let failure as AuthenticationFailure {
            failures.count(failure)
            refusals.note(.authentication, subject: failure.subject, reason: failure.reason, context, to: route)
            // Guesses cost the allowance of the address that they come from, however many keys are tried.
            try limits.chargeAddress(of: context)
            throw failure.apiError
        } catch let refusal as APIError where context.principal != nil {
            // What a caller may not do costs as much as what they may.
            try await limits.admit(&context, to: route)
            throw refusal
        }
        try await limits.admit(&context, to: route)
    }

    /// Who sends the request; nil for a stranger, and where nobody is asked.
    private func caller(
        of request: Request, _ context: ApplianceRequestContext, for access: RouteAccess
    ) async throws -> Principal? {
        switch access {
        case .everyone: return nil
        case .loopback where context.isFromThisMachine(request): return nil
        case .loopback, .anyone, .authenticated, .wholeAccount, .permission:
            guard let credential = try PresentedCredential(request.headers) else { return nil }
            return try await authenticator.principal(of: credential) { [limits] in
                try limits.checkAddress(of: context)
            }
        }
    }

    private func authorise(_ request: Request, _ context: ApplianceRequestContext, to route: Route) throws {
        switch route.access.decision(
            for: context.principal, isFromThisMachine: context.isFromThisMachine(request))
        {
        case .admitted: return
        case .unauthenticated: throw AuthenticationFailure.missing
        case .tooNarrow:
            refusals.note(.authorisation, subject: "", reason: "narrow_credential", context, to: route)
            throw APIError(
                .forbidden,
                "A key or token that is narrower than its account cannot change the account. Log in, or use a key without "
                    + "scopes, limits and expiry.")
        case .forbidden(let permission):
            refusals.note(.authorisation, subject: "", reason: permission.rawValue, context, to: route)
            throw APIError(
                .forbidden, "This needs the permission '\(permission.rawValue)', which this caller does not have.",
                headers: [
                    .wwwAuthenticate: AuthenticationFailure.challenge
                        + #", error="insufficient_scope", scope="\#(permission.rawValue)""#
                ])
        }
    }
}
