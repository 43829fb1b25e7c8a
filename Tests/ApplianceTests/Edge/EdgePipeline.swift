import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Telemetry

@testable import Appliance

/// The handlers of an HTTP/1 connection, as the daemon puts them together, without a socket and in virtual time.
final class EdgePipeline {
    let channel: EmbeddedChannel
    let services: EdgeServices
    private let registry = MetricRegistry()
    private let ears = Ears()

    private let socket = Socket()

    var faults: [RequestFault] { ears.faults }
    var inputHasEnded: Bool { ears.inputHasEnded }
    /// How often more bytes were asked of the socket.
    var reads: Int { socket.reads }

    init(budget: Int = 1 << 20, refused: RequestFault? = nil) throws {
        var random = SystemRandomNumberGenerator()
        services = EdgeServices(
            requestIDs: RequestIDGenerator(using: &random),
            metrics: try EdgeMetrics(registry, http: try HTTPMetrics(registry)), logger: Logger(label: "test"),
            budget: BodyBudget(limit: budget), connections: ConnectionTable())
        channel = EmbeddedChannel()
        let connection = HTTP1Connection()
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(socket)
        try pipeline.addHandler(HTTP1Gate(connection: connection))
        try pipeline.addHandler(HTTPResponseEncoder())
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(
            Exchange(services: services, connection: connection, isSecure: false, refused: refused))
        try pipeline.addHandler(ears)
        try channel.connect(to: try SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
    }

    var isOpen: Bool { channel.isActive }

    func receive(_ text: String, reads: Bool = true) throws {
        do {
            try channel.writeInbound(ByteBuffer(string: text))
        } catch is RequestFault {
            // What reaches the end of the pipeline, as it reaches the handler in the daemon.
        }
        if reads { channel.read() }
    }

    /// How many requests have come through since the last look.
    func requests() throws -> Int {
        var count = 0
        while let part = try channel.readInbound(as: HTTPRequestPart.self) {
            if case .head = part { count += 1 }
        }
        return count
    }

    /// What has come through since the last look, part by part.
    func parts() throws -> [String] {
        var parts: [String] = []
        while let part = try channel.readInbound(as: HTTPRequestPart.self) {
            switch part {
            case .head: parts.append("head")
            case .body(let bytes): parts.append("body " + String(buffer: bytes))
            case .end: parts.append("end")
            }
        }
        return parts
    }

    func setWritable(_ isWritable: Bool) {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
    }

    func answer(status: HTTPResponse.Status = .ok) throws {
        channel.write(
            HTTPResponsePart.head(HTTPResponse(status: status, headerFields: [.contentLength: "0"])), promise: nil)
        channel.write(HTTPResponsePart.end(nil), promise: nil)
        channel.flush()
    }

    /// What was sent since the last look.
    func text() throws -> String {
        var text = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
        return text
    }

    /// The status lines that were sent since the last look.
    func sent() throws -> [String] {
        try text().split(separator: "\r\n").filter { $0.hasPrefix("HTTP/1.1 ") }.map(String.init)
    }

    func advance(seconds: Int) { channel.embeddedEventLoop.advanceTime(by: .seconds(Int64(seconds))) }

    func metric(_ line: String) -> Bool {
        ExpositionEncoder(.prometheusText).encode(registry.snapshot()).contains(line)
    }

    /// Counts what is asked of the socket.
    private final class Socket: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var reads = 0

        func read(context: ChannelHandlerContext) {
            reads += 1
            context.read()
        }
    }

    /// Hears the faults that a handler would get while it reads the body.
    private final class Ears: ChannelInboundHandler {
        typealias InboundIn = HTTPRequestPart
        var faults: [RequestFault] = []
        var inputHasEnded = false

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if let fault = error as? RequestFault { faults.append(fault) }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event as? ChannelEvent == .inputClosed { inputHasEnded = true }
        }
    }
}
