import Access
import AsyncHTTPClient
import Foundation
import JSONText
import NIOCore
import NIOHTTP1

/// Asks a daemon of a drill.
struct DrillClient: Sendable {
    let client: HTTPClient
    let key: Secret
    private let url: String

    init(client: HTTPClient, key: Secret, url: String = "") {
        self.client = client
        self.key = key
        self.url = url
    }

    /// The same for another daemon.
    func at(_ url: String) -> DrillClient { DrillClient(client: client, key: key, url: url) }

    /// The status and the body of an answer.
    func send(
        _ method: String, _ path: String, _ body: ((inout JSONWriter) -> Void)? = nil
    ) async throws -> (status: Int, body: Data) {
        var request = HTTPClientRequest(url: url + path)
        request.method = HTTPMethod(rawValue: method)
        request.headers.add(name: "X-API-Key", value: key.revealed)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: JSONWriter.bytes(body)))
        }
        let response = try await client.execute(request, timeout: .seconds(Limits.drillRequestSeconds))
        let answer = try await response.body.collect(upTo: Limits.drillAnswerBytes)
        return (Int(response.status.code), Data(answer.readableBytesView))
    }

    /// The object that a write is acknowledged with.
    ///
    /// - Throws: ``DrillError/refused(request:status:)`` for anything but a success.
    func write(
        _ method: String, _ path: String, _ body: ((inout JSONWriter) -> Void)? = nil
    ) async throws -> [String: Any] {
        let answer = try await send(method, path, body)
        guard (200..<300).contains(answer.status) else {
            throw DrillError.refused(request: "\(method) \(path)", status: answer.status)
        }
        return try JSONSerialization.jsonObject(with: answer.body) as? [String: Any] ?? [:]
    }

    /// Waits until the daemon is ready to predict.
    func waitUntilReady() async throws {
        let deadline = ContinuousClock.now + .milliseconds(Limits.drillStartMilliseconds)
        while ContinuousClock.now < deadline {
            if let answer = try? await send("GET", "/health/ready"), answer.status == 200 { return }
            try await Task.sleep(for: .milliseconds(Limits.drillPollMilliseconds))
        }
        throw DrillError.notReady(url: url)
    }
}
