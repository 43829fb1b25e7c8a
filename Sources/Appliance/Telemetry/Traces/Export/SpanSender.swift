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
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        // What sends spans must not make spans.
        configuration.tracing.tracer = nil
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
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
        do {
            let response = try await client.execute(
                request, timeout: .milliseconds(Int64(Limits.exportAttemptMilliseconds)))
            let answer = try await response.body.collect(upTo: Limits.exportAnswerBytes)
            return CollectorReply(
                status: Int(response.status.code),
                retryAfterSeconds: response.headers.first(name: "Retry-After").flatMap { Int($0) },
                body: Array(answer.readableBytesView))
        } catch {
            throw .transient("The collector cannot be reached: \(error)")
        }
    }
}
