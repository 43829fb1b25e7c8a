import Access
import HTTPTypes
import Limiting
import Telemetry

/// Charges requests to the allowance of their callers, or refuses them.
struct RequestLimits: Sendable {
    let ledger: LimitLedger
    let addresses: AddressLimiter
    private let tiers: [String: Allowed]
    private let anonymous: LimitPolicy
    private let exceeded: MetricFamily<Counter, LimitLabels>

    private struct Allowed: Sendable {
        let policy: LimitPolicy
        let chargesRows: Bool
    }

    /// Limits by settings; `seed` decides where an address is in its table, and nobody outside may know it.
    ///
    /// - Throws: ``MetricError`` when the metrics have the family already.
    init(
        _ settings: LimitSettings, ledger: LimitLedger, seed: UInt64, metrics: MetricRegistry
    ) throws(MetricError) {
        self.ledger = ledger
        addresses = AddressLimiter(seed: seed)
        tiers = Dictionary(
            settings.tiers.map { ($0.name, Allowed(policy: LimitPolicy($0), chargesRows: $0.chargesBatchesByRow)) },
            uniquingKeysWith: { _, last in last })
        anonymous = settings.anonymous
        exceeded = try metrics.register(MetricCatalogue.rateLimitExceeded)
    }

    /// Charges a request before its handler runs, once its caller is known.
    ///
    /// - Throws: ``APIError`` 429, 413 where it can never fit, 503 where the charge cannot be made durable.
    func admit(_ context: inout ApplianceRequestContext, to route: Route) async throws {
        guard route.charge != .nothing else { return }
        guard let principal = context.principal else { return try admitAddress(&context) }
        guard let tier = tiers[principal.tier] else {
            throw APIError(
                .forbidden, "The tier '\(principal.tier)' of this account does not exist. Ask the operator for another."
            )
        }
        let chargesRows = route.charge == .rows && tier.chargesRows
        let caller = LimitCaller(
            user: principal.userID, policy: tier.policy, key: principal.keyID ?? 0, keyPolicy: principal.keyLimits)
        // Who has nothing left is refused before the body is read; its rows are charged once they are counted.
        let demand = LimitDemand(cost: chargesRows ? 0 : 1, takesPlace: true)
        let admission = try await charge(caller, demand, tier: principal.tier)
        context.allowance = RequestAllowance(
            caller: caller, tier: principal.tier, chargesRows: chargesRows, admission: admission,
            limiter: ledger.limiter)
    }

    /// Charges the rows of a batch where the caller's tier says so: all of them before the first is predicted, or none.
    ///
    /// An empty batch costs one token, like any request.
    ///
    /// - Throws: as ``admit(_:to:)``.
    func charge(rows: Int, _ context: ApplianceRequestContext) async throws {
        guard let allowance = context.allowance, allowance.chargesRows, let caller = allowance.caller else { return }
        let demand = LimitDemand(cost: UInt32(clamping: max(rows, 1)), takesPlace: false)
        allowance.pay(try await charge(caller, demand, tier: allowance.tier).standing)
    }

    /// Charges one request for a batch whose handler ended without charging its rows: to find out that it does not validate
    /// is work too.
    ///
    /// - Throws: as ``admit(_:to:)``.
    func settle(_ context: ApplianceRequestContext) async throws {
        guard let allowance = context.allowance, allowance.chargesRows, !allowance.hasPaid else { return }
        try await charge(rows: 1, context)
    }

    private func charge(_ caller: LimitCaller, _ demand: LimitDemand, tier: String) async throws -> LimitAdmission {
        switch ledger.limiter.admit(caller, demand, at: ledger.now()) {
        case .refused(let refusal):
            throw refuse(refusal, demand, tier: tier)
        case .admitted(let admission):
            if admission.mustWait {
                do {
                    try await ledger.settle()
                } catch {
                    ledger.limiter.refund(admission.reservation)
                    throw LimitAnswer.notDurable(cause: "\(error)")
                }
            } else if admission.wantsLease {
                ledger.ask()
            }
            return admission
        }
    }

    /// Charges the address of a request whose caller could not prove who it is.
    ///
    /// - Throws: ``APIError`` 429.
    func chargeAddress(of context: ApplianceRequestContext) throws(APIError) {
        _ = try admission(of: context)
    }

    /// Looks whether the address of a request has anything left, before work that it will be charged for only if it was in vain.
    ///
    /// Nothing is set aside for the work: a site whose keys are all looked up at the same moment, because somebody's rights have
    /// changed, must not be refused. So an address can have as many look-ups too many as it has requests in flight.
    ///
    /// - Throws: ``APIError`` 429.
    func checkAddress(of context: ApplianceRequestContext) throws(APIError) {
        _ = try admission(of: context, cost: 0)
    }

    private func admitAddress(_ context: inout ApplianceRequestContext) throws(APIError) {
        context.allowance = RequestAllowance(
            caller: nil, tier: Self.anonymousTier, chargesRows: false, admission: try admission(of: context),
            limiter: ledger.limiter)
    }

    private func admission(of context: ApplianceRequestContext, cost: UInt32 = 1) throws(APIError) -> LimitAdmission {
        let address = LimitAddress(context.clientAddress.address)
        switch addresses.admit(address, anonymous, cost: cost, at: ledger.now()) {
        case .refused(let refusal): throw refuse(refusal, LimitDemand(), tier: Self.anonymousTier)
        case .admitted(let admission): return admission
        }
    }

    /// What metrics call callers who do not say who they are.
    private static let anonymousTier = "anonymous"

    private func refuse(_ refusal: LimitRefusal, _ demand: LimitDemand, tier: String) -> APIError {
        for policy in LimitAnswer.policies(refusal.violations) {
            exceeded.with(LimitLabels(tier: tier, limit: policy.metric)).increment()
        }
        return LimitAnswer.error(refusal, demand)
    }
}

extension LimitAddress {
    /// The address that a request comes from.
    init(_ address: IPAddress) {
        self.init(v6: UInt64(truncatingIfNeeded: address.bits >> 64), UInt64(truncatingIfNeeded: address.bits))
    }
}
