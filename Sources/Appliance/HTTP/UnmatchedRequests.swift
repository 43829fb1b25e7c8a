import HTTPTypes
import Hummingbird

/// Answers what matches no route: 405 with Allow where the path exists, else 404.
struct UnmatchedRequests: RouterMiddleware {
    /// By method, and one for all methods that nobody has heard of: a scanner must not grow the set of series.
    private let byMethod: [HTTPRequest.Method: EnvelopedRoute]
    private let other: EnvelopedRoute

    init(routes: [Route], envelope: RequestEnvelope) {
        var methods: [String: [HTTPRequest.Method]] = [:]
        for route in routes {
            methods[route.path, default: []] += route.method == .get ? [.get, .head] : [route.method]
        }
        let paths = methods.sorted { $0.key < $1.key }.map { (Self.segments(of: $0.key), $0.value) }
        let route = { (method: HTTPRequest.Method) in
            EnvelopedRoute(
                route: Route(method, "unmatched", .everyone, charge: .nothing, codings: [Route.anyCoding]) {
                    request, context in
                    if let answer = envelope.origins.preflight(request, allowed: Self.allowed(request.uri.path, paths))
                    {
                        return answer
                    }
                    // Whoever looks for what may be there pays for it; a browser that asks for its page does not.
                    try envelope.gate.limits.chargeAddress(of: context)
                    throw Self.error(request.method, request.uri.path, paths)
                }.onStandby, envelope: envelope)
        }
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
        byMethod = Dictionary(uniqueKeysWithValues: known.map { ($0, route($0)) })
        other = route(Self.otherMethod)
    }

    func handle(
        _ request: Request, context: ApplianceRequestContext,
        next: (Request, ApplianceRequestContext) async throws -> Response
    ) async throws -> Response {
        try await (byMethod[request.method] ?? other).respond(to: request, context: context)
    }

    private static var otherMethod: HTTPRequest.Method { .init("OTHER") ?? .get }

    private typealias Paths = [(segments: [Substring], methods: [HTTPRequest.Method])]

    private static func error(_ method: HTTPRequest.Method, _ path: String, _ paths: Paths) -> APIError {
        let allowed = allowed(path, paths)
        guard allowed.isEmpty else { return .methodNotAllowed(method, allowed: allowed) }
        // Clients tell servers of Prometheus's API apart by the answer to paths that only some have.
        if path.hasPrefix("/api/v1/") { return .text(.notFound, "404 page not found") }
        return .notFound(
            "There is nothing at '\(path.prefix(Limits.quotedPathBytes))'. The paths are listed in /openapi.json.")
    }

    /// The methods that a path answers.
    private static func allowed(_ path: String, _ paths: Paths) -> [HTTPRequest.Method] {
        let wanted = segments(of: path)
        let matching = paths.filter { matches(wanted, $0.segments) }
        // Like the router, a path of its own goes before one with a parameter.
        let exact = matching.filter { path in !path.segments.contains { $0.hasPrefix("{") } }
        return Array(Set((exact.isEmpty ? matching : exact).flatMap(\.methods)))
    }

    private static func segments(of path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: true)
    }

    private static func matches(_ path: [Substring], _ template: [Substring]) -> Bool {
        path.count == template.count && zip(path, template).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
    }
}
