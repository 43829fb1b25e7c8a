import Access

/// Who may use a route.
enum RouteAccess: Sendable, Equatable {
    /// Everybody; limited by address alone.
    case everyone
    /// Whoever is authenticated: the route is about the caller.
    case authenticated
    /// Whoever has the permission.
    case permission(Permission)
    /// Callers on this machine, and whoever has the permission.
    case loopback(or: Permission)
}
