import Access
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Checks of a running daemon, as its clients see it.
struct HTTPChecks {
    let url: String
    let client: HTTPClient
    /// The key that is sent where one is needed; without one those checks are skipped.
    let key: Secret?
    /// Hours after which a restore from the replica is proved again.
    var proofHours = ConfigurationKeys.replicaProof.defaultValue

    func run() async -> [CheckResult] {
        let reachable = await CheckResult.of("http.reachable") {
            _ = try await get("/health/live")
            return url
        }
        guard reachable.status == .pass else {
            return [CheckResult(reachable.name, .fail, "Nothing answers at \(url): \(reachable.detail)")]
        }
        return [
            reachable,
            await field("http.health", "/health", "status", is: "healthy"),
            await field("http.live", "/health/live", "status", is: "alive"),
            await field("http.ready", "/health/ready", "status", is: "ready"),
            await .of("http.version") {
                let version = try object(try await get("/health"))["version"] as? String
                guard version == ProductVersion.text else {
                    throw CheckFailure(
                        "The daemon is \(version ?? "of unknown version"), this command is \(ProductVersion.text).")
                }
                return ProductVersion.text
            },
            await .of("http.clock") { try clock(object(try await get("/health"))) },
            await withKey("http.metrics") {
                let text = String(buffer: try await get("/metrics").body)
                guard text.contains("http_requests_total{") else {
                    throw CheckFailure("There are no request counters.")
                }
                return "\(text.split(separator: "\n").count { !$0.hasPrefix("#") }) series."
            },
            await .of("http.openapi") {
                let paths = try object(try await get("/openapi.json"))["paths"] as? [String: Any] ?? [:]
                guard paths["/predict"] != nil else { throw CheckFailure("The document has no /predict.") }
                return "\(paths.count) paths."
            },
            await .of("http.documentation") {
                let page = String(buffer: try await get("/docs").body)
                guard !page.contains("https://") else {
                    throw CheckFailure("The page loads something from the network.")
                }
                return "\(page.utf8.count) bytes, no network."
            },
            await withKey("http.models") {
                let models =
                    try JSONSerialization.jsonObject(with: Data(String(buffer: try await get("/models").body).utf8))
                    as? [Any]
                return "\(models?.count ?? 0) models."
            },
            await .of("http.not_found") { try await problem(.get, "/no-such-path", status: 404) },
            await .of("http.wrong_method") { try await problem(.delete, "/predict", status: 405) },
            await withKey("http.wrong_type") { try await problem(.post, "/predict", status: 415) },
            await .of("http.asks_for_credentials") {
                try await problem(.post, "/predict", status: 401, withKey: false)
            },
            await .of("http.request_id") {
                let answer = try await get("/health", id: "verify-request-1")
                guard answer.requestID == "verify-request-1" else {
                    throw CheckFailure("The id of the request does not come back.")
                }
                return "It comes back."
            },
            await predict(),
        ] + (await replica())
    }

    private struct Answer {
        let status: Int
        let requestID: String?
        let body: ByteBuffer
    }

    private enum Method: String {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    /// A check that needs a key, or the word that there is none.
    private func withKey(_ name: String, _ body: () async throws -> String) async -> CheckResult {
        guard key != nil else {
            return CheckResult(
                name, .skip, "It needs an API key: set \(VerifyCommand.keyVariable) or give --api-key-stdin.")
        }
        return await .of(name, body)
    }

    private func send(
        _ method: Method, _ path: String, body: String?, id: String? = nil, withKey: Bool = true
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url + path)
        request.method = .RAW(value: method.rawValue)
        if withKey, let key { request.headers.add(name: "X-API-Key", value: key.revealed) }
        if let id { request.headers.add(name: "X-Request-ID", value: id) }
        if let body {
            request.headers.add(name: "Content-Type", value: MediaType.json.rawValue)
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await client.execute(request, timeout: .seconds(Int64(Limits.checkSeconds)))
        return Answer(
            status: Int(response.status.code), requestID: response.headers.first(name: "X-Request-ID"),
            body: try await response.body.collect(upTo: Limits.checkBodyBytes))
    }

    private func object(_ answer: Answer) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(String(buffer: answer.body).utf8))
        guard let object = value as? [String: Any] else { throw CheckFailure("The answer is no JSON object.") }
        return object
    }

    private func predict() async -> CheckResult {
        let name = "http.predict"
        do {
            let ready = try object(try await get("/health/ready"))
            guard (ready["models_available"] as? Int ?? 0) > 0 else {
                return CheckResult(name, .skip, "No model is in production.")
            }
        } catch {
            return CheckResult(name, .fail, "\(error)")
        }
        return await withKey(name) {
            // A row in which everything is missing is valid for every model.
            let answer = try await send(.post, "/predict", body: #"{"data":{}}"#)
            guard answer.status == 200, let predictions = try object(answer)["predictions"] as? [Any],
                predictions.count == 1
            else {
                throw CheckFailure("It answered \(answer.status): \(String(buffer: answer.body).prefix(200))")
            }
            return "It answers."
        }
    }

    /// Whether a replica is kept, keeps up, and was proved.
    private func replica() async -> [CheckResult] {
        let state = await CheckResult.of("replica.state") {
            let ready = try object(try await get("/health/ready"))
            if let problem = ready["replica"] as? String { throw CheckFailure(problem) }
            return "Nothing is said against it."
        }
        var reading = ReplicaReading()
        let configured = await withKey("replica.configured") {
            reading = ReplicaReading(String(buffer: try await get("/metrics").body))
            return reading.lag == nil
                ? "replica.url is not set: nothing is kept anywhere else." : "Changes go to a replica."
        }
        guard configured.status == .pass else { return [state, configured] }
        return [state, configured] + reading.checks(at: Date().timeIntervalSince1970, proofHours: proofHours)
    }

    private func field(_ name: String, _ path: String, _ key: String, is wanted: String) async -> CheckResult {
        await .of(name) {
            let found = try object(try await get(path))[key] as? String
            guard found == wanted else { throw CheckFailure("\(key) is '\(found ?? "")', not '\(wanted)'.") }
            return "\(key) is \(wanted)."
        }
    }

    /// An error answer must be a problem document with the request's id.
    private func problem(
        _ method: Method, _ path: String, status: Int, withKey: Bool = true
    ) async throws -> String {
        let answer = try await send(method, path, body: nil, withKey: withKey)
        let document = try object(answer)
        guard answer.status == status, document["status"] as? Int == status, document["instance"] is String,
            document["detail"] as? String == document["error"] as? String
        else { throw CheckFailure("It answered \(answer.status) with \(String(buffer: answer.body).prefix(200))") }
        return "It is refused with \(status) and a problem document."
    }

    private func clock(_ health: [String: Any]) throws -> String {
        guard let text = health["timestamp"] as? String,
            let time = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        else { throw CheckFailure("The timestamp is no RFC 3339 time.") }
        let apart = abs(time.timeIntervalSinceNow)
        guard apart < 5 else { throw CheckFailure("The daemon's clock and this one are \(Int(apart)) seconds apart.") }
        return "The clocks agree."
    }

    private func get(_ path: String, id: String? = nil) async throws -> Answer {
        let answer = try await send(.get, path, body: nil, id: id)
        guard answer.status == 200 else {
            throw CheckFailure("\(path) answered \(answer.status): \(String(buffer: answer.body).prefix(200))")
        }
        return answer
    }
}
