/// What a request to a route costs of its caller's allowance.
enum RouteCharge: Sendable, Equatable {
    /// Nothing: probes and documents.
    case nothing
    /// One request.
    case request
    /// One request, or as many as the batch has rows where the tier says so.
    case rows
}
