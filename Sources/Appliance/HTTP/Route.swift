import HTTPTypes
import Hummingbird

/// One thing that the daemon answers: a method, a path template, and the function behind them.
struct Route: Sendable {
    typealias Handler = @Sendable (Request, ApplianceRequestContext) async throws -> Response

    let method: HTTPRequest.Method
    /// The path with its parameters in braces, as metrics and the OpenAPI document name it.
    let path: String
    /// Who may use it.
    let access: RouteAccess
    /// What it costs.
    let charge: RouteCharge
    /// Content codings of bodies that its handler undoes itself.
    let codings: [String]
    /// Stands for every coding, where no body is read: what is wrong with a path comes before how its bodies are packed.
    static let anyCoding = "*"
    let handler: Handler
    /// Whether its answers wait until the replica has what it changed.
    private(set) var awaitsReplica = false
    /// Whether a standby answers it: what only reads, or writes nothing that the primary would have to know.
    private(set) var isForStandby: Bool

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: RouteAccess, charge: RouteCharge = .request,
        codings: [String] = [], _ handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.charge = charge
        self.codings = codings
        self.handler = handler
        isForStandby = [.get, .head, .options].contains(method)
    }

    /// The same route, whose answers wait until the replica has what it changed.
    var replicated: Route {
        var route = self
        route.awaitsReplica = true
        return route
    }

    /// The same route, which a standby answers though its method is one of changes.
    var onStandby: Route {
        var route = self
        route.isForStandby = true
        return route
    }
}
