import Hummingbird
import Limiting
import Synchronization

/// What a request was charged, from the gate until its answer is sent.
///
/// The place among the requests in flight is given back when the last one who knows of it lets go, so no error, cancellation or
/// lost connection can keep it.
final class RequestAllowance: Sendable {
    /// Who is charged; nil for callers known by their address alone.
    let caller: LimitCaller?
    /// The tier of the caller, as metrics name it.
    let tier: String
    /// Whether a batch costs as many tokens as it has rows, which its handler charges.
    let chargesRows: Bool
    private let place: LimitReservation
    private let limiter: RateLimiter
    private let latest: Mutex<LimitStanding>
    /// Whether the rows of a batch were charged, so that its end charges nothing more.
    private let isPaid = Atomic(false)

    init(
        caller: LimitCaller?, tier: String, chargesRows: Bool, admission: LimitAdmission, limiter: RateLimiter
    ) {
        self.caller = caller
        self.tier = tier
        self.chargesRows = chargesRows
        place = admission.reservation
        latest = Mutex(admission.standing)
        self.limiter = limiter
    }

    deinit { limiter.finish(place) }

    /// Where the caller stands after the last charge.
    private(set) var standing: LimitStanding {
        get { latest.withLock { $0 } }
        set { latest.withLock { $0 = newValue } }
    }

    /// Whether the rows were charged.
    var hasPaid: Bool { isPaid.load(ordering: .relaxed) }

    /// Notes that the rows were charged, and where the caller stands then.
    func pay(_ standing: LimitStanding) {
        self.standing = standing
        isPaid.store(true, ordering: .relaxed)
    }

    /// Says in an answer where the caller stands, and keeps the place until one that takes a while has been sent.
    func accompany(_ response: inout Response) {
        LimitHeaders.write(standing, into: &response.headers)
        // A small answer goes out with its head.
        guard caller != nil, response.body.contentLength ?? .max > Limits.smallAnswerBytes else { return }
        let body = response.body
        response.body = ResponseBody(contentLength: body.contentLength) { [self] writer in
            try await body.write(writer)
            withExtendedLifetime(self) {}
        }
    }
}
