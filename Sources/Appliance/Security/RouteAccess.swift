import Access

/// Who may use a route.
enum RouteAccess: Sendable, Equatable {
    /// Everybody; limited by address alone. Credentials are not looked at: a probe with an old key is still answered.
    case everyone
    /// Everybody; but whoever says who it is must be right, and is the request's principal.
    case anyone
    /// Whoever is authenticated: the route is about the caller.
    case authenticated
    /// Whoever has the permission.
    case permission(Permission)
    /// Callers on this machine, and whoever has the permission.
    case loopback(or: Permission)

    /// Whether a request without credentials can be answered, so that it matters whose browser sends it.
    var answersStrangers: Bool {
        switch self {
        case .everyone, .anyone, .loopback: true
        case .authenticated, .permission: false
        }
    }
}
