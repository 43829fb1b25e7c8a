import HTTPTypes
import Hummingbird
import NIOCore

/// What is known of one request on its way: its id, its caller, and what the log line will say of it.
struct ApplianceRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The caller's address, without the port; `nil` where the transport has none.
    let remoteAddress: SocketAddress?
    /// The id that every answer and log line of this request carries.
    var requestID = ""
    /// Who sends the request; nil where the route is open to everyone and nobody said.
    var principal: Principal?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
