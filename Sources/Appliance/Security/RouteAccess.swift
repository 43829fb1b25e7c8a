import Access

/// Who may use a route.
enum RouteAccess: Sendable, Equatable {
    /// Everybody; limited by address alone. Credentials are not looked at: a probe with an old key is still answered.
    case everyone
    /// Everybody; but whoever says who it is must be right, and is the request's principal.
    case anyone
    /// Whoever is authenticated: the route is about the caller.
    case authenticated
    /// Whoever is authenticated as the whole account: not a key or token that is narrower than its owner, which could
    /// widen itself by what the route changes.
    case wholeAccount
    /// Whoever has the permission.
    case permission(Permission)
    /// Callers on this machine, and whoever has the permission.
    case loopback(or: Permission)

    /// Whether a request without credentials can be answered, so that it matters whose browser sends it.
    var answersStrangers: Bool {
        switch self {
        case .everyone, .anyone, .loopback: true
        case .authenticated, .wholeAccount, .permission: false
        }
    }

    /// What a caller with credentials must be allowed to do; nil for nothing in particular.
    var permission: Permission? {
        switch self {
        case .permission(let permission), .loopback(or: let permission): permission
        case .everyone, .anyone, .authenticated, .wholeAccount: nil
        }
    }

    /// What becomes of a request.
    enum Decision: Sendable, Equatable {
        /// It may go on.
        case admitted
        /// It must say first who sends it: 401.
        case unauthenticated
        /// Its caller has not the permission: 403.
        case forbidden(Permission)
        /// Its caller is narrower than the account: 403.
        case tooNarrow
    }

    /// Decides on a request of a caller, nil for a stranger; `isFromThisMachine` as the connection shows it.
    func decision(for caller: Principal?, isFromThisMachine: @autoclosure () -> Bool = false) -> Decision {
        switch self {
        case .everyone, .anyone: return .admitted
        case .loopback where caller == nil && isFromThisMachine(): return .admitted
        case .loopback, .authenticated, .wholeAccount, .permission:
            guard let caller else { return .unauthenticated }
            if self == .wholeAccount, caller.keyReach != .all { return .tooNarrow }
            guard let permission, !caller.permissions.contains(permission) else { return .admitted }
            return .forbidden(permission)
        }
    }
}
