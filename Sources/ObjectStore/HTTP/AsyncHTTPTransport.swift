internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Carries requests over AsyncHTTPClient: HTTP/1.1, no redirects, connections kept and shared.
final class AsyncHTTPTransport: StoreTransport {
    /// What a connection is made with.
    struct Settings: Sendable {
        var proxy: ProxyAddress?
        /// Certificates in PEM that are trusted beside those of the system.
        var trustedCertificates: [UInt8]?
    }

    private let client: HTTPClient
    private let limit: BandwidthLimit?

    init(_ settings: Settings, limit: BandwidthLimit?) throws(ObjectStoreError) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Limits.rangesAtOnce
        // Whoever asks tries again, and knows how often.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(Int64(Limits.connectSeconds))
        configuration.timeout.read = .seconds(Int64(Limits.idleSeconds))
        configuration.timeout.write = .seconds(Int64(Limits.idleSeconds))
        if let proxy = settings.proxy {
            configuration.proxy = .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.user.map { user in
                    .basic(username: user, password: String(decoding: proxy.password?.bytes ?? [], as: UTF8.self))
                })
        }
        if let certificates = settings.trustedCertificates {
            configuration.tlsConfiguration = try Self.trusting(certificates)
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.limit = limit
    }

    deinit {
        // The client keeps itself until its connections are closed; nobody waits for that.
        client.shutdown { _ in }
    }

    func send(_ request: StoreRequest) async throws(TransportFailure) -> StoreResponse {
        do {
            let response = try await client.execute(message(request), deadline: .distantFuture)
            return try await read(response, to: request)
        } catch let failure as TransportFailure {
            throw failure
        } catch {
            throw Self.failure(error)
        }
    }

    private func message(_ request: StoreRequest) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: request.url)
        message.method = HTTPMethod(rawValue: request.method)
        for header in request.headers { message.headers.add(name: header.name, value: header.value) }
        guard !request.body.isEmpty || ["PUT", "POST"].contains(request.method) else { return message }
        if let limit, !request.body.isEmpty {
            message.body = .stream(
                PacedBody(bytes: request.body, limit: limit), length: .known(Int64(request.body.count)))
        } else {
            message.body = .bytes(ByteBuffer(bytes: request.body))
        }
        return message
    }

    private func read(_ response: HTTPClientResponse, to request: StoreRequest) async throws -> StoreResponse {
        var answer = StoreResponse(status: Int(response.status.code))
        answer.headers = response.headers.map { StoreRequest.Header(name: $0.name.lowercased(), value: $0.value) }
        // A refusal may quote a whole page; its beginning says enough.
        let most = answer.isSuccess ? request.answerLimit : Limits.answerBytes
        let announced = response.headers.first(name: "content-length").flatMap { Int($0) }
        if request.method != "HEAD", answer.isSuccess, let announced, announced > most {
            throw TransportFailure.tooLong(announced: announced)
        }
        answer.body.reserveCapacity(min(announced ?? 0, most))
        for try await part in response.body {
            try await limit?.take(part.readableBytes)
            guard answer.body.count + part.readableBytes <= most else {
                if answer.isSuccess { throw TransportFailure.tooLong(announced: announced) }
                break
            }
            answer.body += part.readableBytesView
        }
        return answer
    }

    private static func failure(_ error: any Error) -> TransportFailure {
        switch error {
        case let error as HTTPClientError where error == .proxyAuthenticationRequired:
            .refused("the proxy wants other credentials")
        case let error as HTTPClientError: .broken(error.shortDescription)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            .refused("no encrypted connection came about: \(String(describing: error).prefix(200))")
        case is CancellationError: .broken("the call was cancelled")
        case is NIOConnectionError: .broken("the connection was refused or the host is not known")
        case let error as IOError where error.errnoCode == ECONNREFUSED: .broken("the connection was refused")
        default: .broken(String(String(describing: error).prefix(200)))
        }
    }

    private static func trusting(_ certificates: [UInt8]) throws(ObjectStoreError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        let found = (try? NIOSSLCertificate.fromPEMBytes(certificates)) ?? []
        guard !found.isEmpty else {
            throw .failed(
                operation: "read", subject: "the file of trusted certificates", reason: "it has no certificate in PEM")
        }
        configuration.additionalTrustRoots = [.certificates(found)]
        return configuration
    }
}

/// A body that goes out no faster than the limit allows.
private struct PacedBody: AsyncSequence, Sendable {
    let bytes: [UInt8]
    let limit: BandwidthLimit

    struct AsyncIterator: AsyncIteratorProtocol {
        let body: PacedBody
        var offset = 0

        mutating func next() async throws -> ByteBuffer? {
            let end = Swift.min(offset + Limits.pacedBytes, body.bytes.count)
            guard offset < end else { return nil }
            try await body.limit.take(end - offset)
            defer { offset = end }
            return ByteBuffer(bytes: body.bytes[offset..<end])
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: self) }
}
