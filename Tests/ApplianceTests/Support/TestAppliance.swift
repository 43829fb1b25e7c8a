import Access
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Storage
import Synchronization
import Telemetry
import Testing

@testable import Appliance

/// A daemon's parts and routes over a data directory of its own, without a socket, at times that the test decides.
struct TestAppliance: Sendable {
    let parts: ApplianceParts
    let directory: String
    let clock: TestClock
    let log: BytesBox
    let logSystem: LogSystem
    /// Who sends requests that bring no credentials of their own; nil for a stranger.
    var caller: TestCaller?
    private let client: any TestClientProtocol

    /// Runs `body` with an appliance without models, whose caller is an administrator with a key.
    static func run(
        maxLoaded: Int = 4, tokens settings: TokenSettings = .standard(issuer: "http://127.0.0.1:8000"),
        usage: UsageSettings = UsageSettings(),
        accountSettings: AccountSettings = AccountSettings(), limits: LimitSettings = .shipped,
        metrics: MetricSettings = MetricSettings(), storesTelemetry: Bool = false, telemetryProblem: String? = nil,
        traces: TraceSettings = TraceSettings(),
        replica: (@Sendable (_ directory: String, _ clock: TestClock) throws -> ReplicaParts)? = nil,
        standby: (@Sendable (_ directory: String, _ clock: TestClock) throws -> StandbyParts)? = nil,
        _ body: @Sendable (TestAppliance) async throws -> Void
    ) async throws {
        let parent = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: parent) }
        let directory = parent.path + "/data"
        let time = TestClock()
        let log = BytesBox()
        let relay = LogRelay()
        let system = LogSystem(level: .info, format: .json, clock: time.clock, relay: relay) { log.append($0) }
        let bits = Mutex(UInt64(1))
        let random: @Sendable () -> UInt64 = {
            bits.withLock { bits in
                bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return bits
            }
        }
        let database = try await ApplianceDatabase.open(in: directory, as: .daemon)
        let tokens = try await TokenSetup(
            settings: settings, database: database, dataDirectory: directory, credentialsDirectory: nil,
            clock: time.clock, random: random)
        let telemetry =
            storesTelemetry
            ? await TelemetryStorage.open(
                in: directory, as: .daemon, metrics: .small, logs: LogStorageSettings(), at: time.clock.now(),
                logger: system.logger("geoclimate"))
            : telemetryProblem.map { .unavailable($0) } ?? .absent
        let parts = try ApplianceParts(
            database: database, dataDirectory: directory, maxLoadedModels: maxLoaded, clock: time.clock,
            random: random, logger: system.logger("geoclimate"), cores: 2, passwordParameters: .cheap,
            limitSettings: limits, usage: usage, accountSettings: accountSettings, metricSettings: metrics,
            relay: relay, traceSettings: traces, telemetry: telemetry,
            replica: try replica?(directory, time), standby: try standby?(directory, time), tokens: tokens)
        _ = try await parts.ledger.restore()
        try await parts.serving.refresh()
        var generator = SystemRandomNumberGenerator()
        let envelope = RequestEnvelope(
            clock: time.clock, requestIDs: RequestIDGenerator(using: &generator), metrics: parts.httpMetrics,
            log: RequestLog(system: system), gate: parts.gate, usage: parts.usage.recorder,
            traces: parts.telemetry.traces.recorder, replica: ReplicaAcknowledgement(parts.replica),
            isStandby: parts.standby != nil)
        let application = Application(router: try RouteTable(parts).router(envelope))
        try await application.test(.router) { client in
            var appliance = TestAppliance(
                parts: parts, directory: directory, clock: time, log: log, logSystem: system, client: client)
            appliance.caller = try await appliance.makeCaller("admin", role: .admin)
            try await body(appliance)
        }
        try await telemetry.close()
        try await parts.database.close()
    }

    /// Sends a request; `type` is its Content-Type where it has a body.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]? = nil, type: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = type
        if let caller, headers[.apiKey] == nil, headers[.authorization] == nil {
            headers[.apiKey] = caller.key.secret.revealed
        }
        return try await client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
        ) { Answer($0) }
    }

    func get(_ path: String, accept: String? = nil) async throws -> Answer {
        try await send(.get, path, headers: accept.map { [.accept: $0] } ?? [:])
    }

    /// Posts a JSON body.
    func post(_ path: String, _ json: String) async throws -> Answer {
        try await send(.post, path, Array(json.utf8), type: "application/json")
    }

    /// The same appliance as somebody else asks it; nil for a stranger.
    func asked(by caller: TestCaller?) -> TestAppliance {
        var appliance = self
        appliance.caller = caller
        return appliance
    }

    /// Who does what the test does itself.
    var origin: ChangeOrigin { ChangeOrigin(actor: "test", at: clock.clock.now()) }

    /// Registers a model and puts it into `stage`.
    @discardableResult
    func add(_ bytes: [UInt8], name: String = "aqi", stage: ModelStage = .production) async throws -> ModelRecord {
        let model = try await parts.importer.importModel(bytes, name: name, by: origin)
        guard stage != .dev else { return model }
        return try await parts.serving.promote(id: model.id, to: stage, by: origin).promoted
    }

    /// The first prediction of an answer that must be 200.
    func prediction(_ data: String, _ rest: String = "") async throws -> Double {
        let answer = try await post("/predict", #"{"data":\#(data)\#(rest)}"#)
        #expect(answer.status == .ok, "\(answer.text)")
        return try #require(try answer.object()["predictions"] as? [Double]).first ?? .nan
    }

    /// What `/metrics` says.
    func metrics() async throws -> String { try await get("/metrics").text }
}

/// An answer, read completely.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let bytes: [UInt8]

    init(_ response: TestResponse) {
        status = response.status
        headers = response.headers
        bytes = Array(response.body.readableBytesView)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) }

    func object() throws -> [String: Any] { try #require(try json() as? [String: Any], "\(text)") }

    func list() throws -> [[String: Any]] { try #require(try json() as? [[String: Any]], "\(text)") }
}

/// A clock that stands still until the test moves it.
final class TestClock: Sendable {
    private let nanoseconds = Mutex<UInt64>(0)

    var clock: ApplianceClock {
        ApplianceClock(
            now: { [self] in
                Timestamp(
                    millisecondsSince1970: 1_735_689_600_000 + Int64(nanoseconds.withLock { $0 } / 1_000_000))
            }, monotonicNanoseconds: { [self] in nanoseconds.withLock { $0 } })
    }

    func advance(milliseconds: UInt64) { nanoseconds.withLock { $0 += milliseconds * 1_000_000 } }
}

extension MetricSettings {
    /// Settings whose file is as small as one may be.
    static let small: MetricSettings = {
        var settings = MetricSettings()
        settings.maximumBytes = Limits.leastTelemetryBytes
        return settings
    }()
}
