import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import Resilience

/// One request that takes telemetry elsewhere.
struct ExportRequest: Sendable {
    /// What it carries, for people.
    let what: String
    let url: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    static func metrics(_ body: [UInt8], to url: String) -> ExportRequest {
        ExportRequest(
            what: "metrics", url: url,
            headers: [
                ("Content-Type", "application/x-protobuf"), ("Content-Encoding", "snappy"),
                ("X-Prometheus-Remote-Write-Version", "0.1.0"),
            ], body: body)
    }

    static func logs(_ body: [UInt8], to url: String) -> ExportRequest {
        ExportRequest(what: "logs", url: url, headers: [("Content-Type", "application/json")], body: body)
    }
}

/// Sends requests, again where that may help.
struct ExportPost: Sendable {
    /// Makes one attempt.
    typealias Attempt = @Sendable (ExportRequest) async throws(CallFailure) -> Void

    private let attempt: Attempt
    private let outgoing: OutgoingTarget

    init(time: CallTime, attempt: @escaping Attempt) {
        self.attempt = attempt
        outgoing = OutgoingTarget(
            name: "export",
            policy: RetryPolicy(
                attempts: Limits.exportRequestAttempts,
                backoff: Backoff(firstMilliseconds: 250, mostMilliseconds: 30_000),
                attemptMilliseconds: Limits.exportRequestMilliseconds,
                deadlineMilliseconds: Limits.exportRequestDeadlineMilliseconds),
            // Somebody waits for the command: it is tried as long as the deadline says.
            breaker: CircuitBreaker(failuresToOpen: 1_000, openMilliseconds: 1_000),
            budget: RetryBudget(most: 1_000, percent: 100), time: time)
    }

    /// Sends a request; the answer is why the server refuses it for good, nil where it took it.
    ///
    /// - Throws: ``ExportError`` when the server cannot be reached or has no room.
    func send(_ request: ExportRequest) async throws(ExportError) -> String? {
        let attempt = attempt
        let outcome = await outgoing.call { () async throws(CallFailure) in try await attempt(request) }
        switch outcome {
        case .done: return nil
        case .degraded(.failed(let failure, _, .permanent)): return failure.reason
        case .degraded(let reason):
            throw .notTaken(what: request.what, url: request.url, reason: reason.description)
        }
    }

    /// One attempt over HTTP; `authorization` is the header of that name for each kind of request.
    static func http(_ client: HTTPClient, authorization: [String: String]) -> Attempt {
        { request async throws(CallFailure) in
            var outgoing = HTTPClientRequest(url: request.url)
            outgoing.method = .POST
            for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
            outgoing.headers.add(name: "User-Agent", value: "GeoClimate/\(ProductVersion.text)")
            if let value = authorization[request.what] { outgoing.headers.add(name: "Authorization", value: value) }
            outgoing.body = .bytes(ByteBuffer(bytes: request.body))
            let response: HTTPClientResponse
            do {
                response = try await client.execute(
                    outgoing, timeout: .milliseconds(Int64(Limits.exportRequestMilliseconds)))
            } catch {
                throw .transient("The server could not be reached: \(error).")
            }
            let text = try? await response.body.collect(upTo: Limits.remoteWriteAnswerBytes)
            if let failure = RemoteWriteClient.failure(
                status: Int(response.status.code), retryAfter: response.headers.first(name: "Retry-After"),
                text: text.map { String(buffer: $0) } ?? "")
            {
                throw failure
            }
        }
    }

    /// Whether an address is one that telemetry can be sent to; credentials in it would be seen by everyone who lists
    /// processes.
    static func isAddress(_ url: String) -> Bool {
        url.utf8.count <= Limits.remoteWriteURLBytes
            && url.wholeMatch(of: #/https?://[A-Za-z0-9.\-\[\]:]+(/[!-~&&[^?#]]*)?(\?[!-~&&[^#]]*)?/#) != nil
    }
}
