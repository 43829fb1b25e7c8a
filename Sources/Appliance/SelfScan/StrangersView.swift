import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// What a running daemon answers to somebody without credentials.
struct StrangersView: Sendable {
    let url: String

    /// An origin that no deployment allows: the domain is reserved by RFC 2606.
    private static let otherSite = "https://other-site.invalid"

    /// Nil where nothing answers.
    func facts() async -> SecurityFacts.Daemon? {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let facts = try? await ask(client)
        try? await client.shutdown()
        return facts
    }

    private func ask(_ client: HTTPClient) async throws -> SecurityFacts.Daemon {
        let page = try await send(client, "GET", "/docs")
        let other = try await send(client, "GET", "/health", ["Origin": Self.otherSite])
        let preflight = try await send(
            client, "OPTIONS", "/predict", ["Origin": Self.otherSite, "Access-Control-Request-Method": "POST"])
        let trace = try await send(client, "TRACE", "/health")
        let anonymous = try await send(client, "GET", "/audit?limit=0")
        var fields: [String: String] = [:]
        for (name, value) in page.headers { fields[name.lowercased()] = value }
        return SecurityFacts.Daemon(
            url: url, pageHeaders: fields, allowedOrigin: other.headers.first(name: "Access-Control-Allow-Origin"),
            preflightAllowedOrigin: preflight.headers.first(name: "Access-Control-Allow-Origin"),
            traceStatus: Int(trace.status.code), anonymousStatus: Int(anonymous.status.code),
            cookies: [page, other, anonymous].flatMap { $0.headers["Set-Cookie"] })
    }

    private func send(
        _ client: HTTPClient, _ method: String, _ path: String, _ headers: [String: String] = [:]
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url + path)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await client.execute(request, timeout: .seconds(Int64(Limits.checkSeconds)))
        _ = try await response.body.collect(upTo: Limits.checkBodyBytes)
        return response
    }
}
