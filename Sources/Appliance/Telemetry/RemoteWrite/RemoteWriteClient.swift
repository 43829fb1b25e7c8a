import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import Resilience

/// Makes the requests of remote write 1.0.
///
/// Source: https://prometheus.io/docs/specs/prw/remote_write_spec/.
struct RemoteWriteClient: Sendable {
    let client: HTTPClient

    /// One attempt.
    func send(_ body: [UInt8], to target: RemoteWriteTarget) async throws(CallFailure) {
        var request = HTTPClientRequest(url: target.url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-protobuf")
        request.headers.add(name: "Content-Encoding", value: "snappy")
        request.headers.add(name: "X-Prometheus-Remote-Write-Version", value: "0.1.0")
        request.headers.add(name: "User-Agent", value: "GeoClimate/\(ProductVersion.text)")
        if let authorization = target.authorization {
            request.headers.add(name: "Authorization", value: authorization)
        }
        request.body = .bytes(ByteBuffer(bytes: body))
        let response: HTTPClientResponse
        do {
            response = try await client.execute(
                request, timeout: .milliseconds(Int64(Limits.remoteWriteRequestMilliseconds)))
        } catch {
            throw .transient("The server could not be reached: \(error).")
        }
        let text = try? await response.body.collect(upTo: Limits.remoteWriteAnswerBytes)
        if let failure = Self.failure(
            status: Int(response.status.code), retryAfter: response.headers.first(name: "Retry-After"),
            text: text.map { String(buffer: $0) } ?? "")
        {
            throw failure
        }
    }

    /// What an answer means; nil where the samples were taken.
    ///
    /// Only 429 and 5xx are tried again: what is refused with another status will be refused the next time too.
    static func failure(status: Int, retryAfter: String?, text: String) -> CallFailure? {
        guard !(200..<300).contains(status) else { return nil }
        let said = text.prefix(Limits.remoteWriteAnswerCharacters).split(whereSeparator: \.isNewline)
            .joined(separator: " ")
        let reason = "The server answered \(status)" + (said.isEmpty ? "." : ": \(said)")
        guard status == 429 || status >= 500 else { return .permanent(reason) }
        let seconds = retryAfter.flatMap { Int($0) }.map { min(max($0, 0), Resilience.Limits.milliseconds / 1_000) }
        return CallFailure(.transient(retryAfterMilliseconds: seconds.map { $0 * 1_000 }), reason)
    }
}
