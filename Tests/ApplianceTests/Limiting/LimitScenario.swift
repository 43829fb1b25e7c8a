import Access
import HTTPTypes
import Hummingbird
import Limiting
import Logging
import NIOCore
import NIOEmbedded
import Storage
import Telemetry
import Testing

@testable import Appliance

/// Limits over a database of their own, asked without HTTP.
struct LimitScenario: Sendable {
    let parts: ApplianceParts
    let clock: TestClock
    let limits: RequestLimits

    static func run(
        _ settings: LimitSettings = .shipped, _ body: @Sendable (LimitScenario) async throws -> Void
    ) async throws {
        try await TestAppliance.run { appliance in
            try await body(
                LimitScenario(
                    parts: appliance.parts, clock: appliance.clock,
                    limits: try restarted(settings, appliance.parts, appliance.clock).limits))
        }
    }

    /// The same after the process was killed and started anew, and what it lost.
    func restarted(_ settings: LimitSettings = .shipped, bootID: String = "") async throws -> LimitScenario {
        let next = try Self.restarted(settings, parts, clock, bootID: bootID)
        #expect(try await next.limits.ledger.restore() == 0)
        return next
    }

    private static func restarted(
        _ settings: LimitSettings, _ parts: ApplianceParts, _ clock: TestClock, bootID: String = ""
    ) throws -> LimitScenario {
        let ledger = LimitLedger(
            store: LeaseStore(database: parts.database), limiter: RateLimiter(callers: 100, seed: 1),
            clock: clock.clock, bootID: bootID)
        return LimitScenario(
            parts: parts, clock: clock,
            limits: try RequestLimits(settings, ledger: ledger, seed: 1, metrics: MetricRegistry()))
    }

    /// A request of an account, or of an address where there is no tier.
    func context(tier: String? = "free", user: Int64 = 1, keyLimits: LimitPolicy? = nil, address: UInt32 = 1)
        -> ApplianceRequestContext
    {
        var context = ApplianceRequestContext(
            source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "test")))
        context.clientAddress = ClientAddress(IPAddress(v4: address))
        context.principal = tier.map { tier in
            Principal(
                userID: user, username: "ada", tier: tier, permissions: .all,
                credential: keyLimits == nil ? .accessToken(sessionEpoch: 0) : .apiKey(id: 7), keyLimits: keyLimits)
        }
        return context
    }

    /// Sends a request through the limits; answers the context while it is in flight.
    func send(_ context: ApplianceRequestContext, _ charge: RouteCharge = .request) async throws
        -> ApplianceRequestContext
    {
        var context = context
        let route = Route(.post, "/predict", .authenticated, charge: charge) { _, _ in Response(status: .ok) }
        try await limits.admit(&context, to: route)
        return context
    }

    /// The answer to a request that must be refused.
    func refusal(_ context: ApplianceRequestContext, _ charge: RouteCharge = .request) async throws -> APIError {
        try await #require(throws: APIError.self) { _ = try await send(context, charge) }
    }

    /// The fields of the answer to an admitted request.
    func fields(_ context: ApplianceRequestContext) throws -> [String: String] {
        let allowance = try #require(context.allowance)
        var fields: HTTPFields = [:]
        LimitHeaders.write(allowance.standing, into: &fields)
        return Dictionary(uniqueKeysWithValues: fields.map { ($0.name.canonicalName, $0.value) })
    }
}
