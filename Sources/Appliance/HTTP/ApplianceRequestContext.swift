import Access
import HTTPTypes
import Hummingbird
import NIOCore

/// What is known of one request on its way: its id, its caller, and what the log line will say of it.
struct ApplianceRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Where the connection comes from; `nil` where the transport has no addresses.
    ///
    /// Behind a proxy it is the proxy: the caller is ``clientAddress``.
    let remoteAddress: SocketAddress?
    /// Where the request comes from, also behind trusted proxies: what limits, the login guard, the audit and the log go by.
    var clientAddress = ClientAddress.unknown
    /// The id that every answer and log line of this request carries.
    var requestID = ""
    /// Who sends the request; nil where the route is open to everyone and nobody said.
    var principal: Principal?
    /// What the request was charged; nil where it costs nothing.
    var allowance: RequestAllowance?
    /// What its handler tells of the request beside the answer.
    let facts = HandlerFacts()
    /// The connection or stream that the request came on.
    let channel: any Channel

    /// How the history of models and the audit log name the caller.
    var actor: String { principal?.actor ?? "anonymous" }

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        remoteAddress = source.channel.remoteAddress
    }

    /// Whether the request came over HTTP/1, whose connections can change their protocol.
    func isHTTP1() async -> Bool {
        let channel = channel
        let found = try? await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: Exchange.self).connection != nil
        }.get()
        return found ?? false
    }

    /// What tells when the caller goes; nil where the transport is no connection.
    func departure() async -> CallerDeparture? {
        guard remoteAddress != nil else { return nil }
        let channel = channel
        return try? await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: Exchange.self).departure
        }.get()
    }
}
