import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Resilience
import ServiceLifecycle
import WireFormats

/// Runs the exporter of spans as long as the daemon, and gives it a few seconds at the end.
struct SpanSender: Service {
    let exporter: SpanExporter

    func run() async throws {
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: Self.configuration)
        let url = exporter.address.url
        let send: SpanExporter.Send = { body async throws(CallFailure) in
            try await Self.post(body, to: url, client).outcome()
        }
        while !Task.isShuttingDownGracefully {
            await cancelWhenGracefulShutdown {
                try? await Task.sleep(for: .milliseconds(Limits.exportMilliseconds))
                await exporter.sendWaiting(send)
            }
            if Task.isCancelled { break }
        }
        // In a task of its own: this one may have been cancelled, and the last spans are worth a try all the same.
        await Task { await sayFarewell(send) }.value
        exporter.reportLosses()
        try? await client.shutdown()
    }

    /// How the collector is asked.
    static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        // The exporter tries again itself; the client would try until the attempt's time is over.
        configuration.connectionPool.retryConnectionEstablishment = false
        // What sends spans must not make spans.
        configuration.tracing.tracer = nil
        return configuration
    }

    private func sayFarewell(_ send: @escaping SpanExporter.Send) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await exporter.sendWaiting(send) }
            group.addTask { try? await Task.sleep(for: .seconds(Limits.exportFarewellSeconds)) }
            await group.next()
            group.cancelAll()
        }
    }

    private static func post(
        _ body: [UInt8], to url: String, _ client: HTTPClient
    ) async throws(CallFailure) -> CollectorReply {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: OTLPEncoding.protobuf.rawValue)
        request.headers.add(name: "Content-Encoding", value: "gzip")
        request.headers.add(name: "User-Agent", value: "GeoClimate/\(ProductVersion.text)")
        request.body = .bytes(ByteBuffer(bytes: body))
        let response: HTTPClientResponse
        do {
            response = try await client.execute(
                request,
                timeout: .milliseconds(Int64(Limits.exportAttemptMilliseconds - Limits.exportAnswerMilliseconds)))
        } catch {
            throw .transient("The collector cannot be reached: \(error)")
        }
        return CollectorReply(
            status: Int(response.status.code),
            retryAfterSeconds: response.headers.first(name: "Retry-After").flatMap { Int($0) },
            body: await Self.bytes(of: response.body, within: .milliseconds(Limits.exportAnswerMilliseconds)))
    }

    /// All of a body, or nothing where it is too long, breaks off or does not end in time.
    ///
    /// The status has said what became of the spans: for want of a body they must not be sent twice.
    static func bytes<Body: AsyncSequence & Sendable>(
        of body: Body, within time: Duration
    ) async -> [UInt8] where Body.Element == ByteBuffer {
        await withTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                guard let bytes = try? await body.collect(upTo: Limits.exportAnswerBytes) else { return [] }
                return Array(bytes.readableBytesView)
            }
            group.addTask {
                try? await Task.sleep(for: time)
                return []
            }
            defer { group.cancelAll() }
            return await group.next() ?? []
        }
    }
}
