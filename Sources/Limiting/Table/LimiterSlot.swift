/// What is remembered of one subject, in 32 bytes.
struct LimiterSlot: Equatable {
    /// Whom it is about; zero for nobody.
    var subject: UInt64 = 0
    /// The theoretical arrival time of GCRA, in boot nanoseconds: when the bucket is whole again.
    var arrival: Int64 = 0
    /// What ``arrival`` lacks of the exact time, in ticks of the rate: below `perMinute`.
    var fraction: UInt32 = 0
    /// Tokens spent on ``day``, also those whose lease is still being written.
    var spent: UInt32 = 0
    /// Tokens of ``day`` that are durably known to be spent, or that may be spent without asking.
    var leased: UInt32 = 0
    /// The day that ``spent`` and ``leased`` are about, in days since 1970-01-01.
    var day: UInt16 = 0
    /// Requests in flight, and in the highest bit whether a lease has been asked for.
    private var flight: UInt16 = 0

    init() {}

    init(subject: UInt64) {
        self.subject = subject
    }

    var inFlight: UInt16 {
        get { flight & ~Self.mark }
        set { flight = flight & Self.mark | min(newValue, Limits.concurrent) }
    }

    var isLeaseAsked: Bool {
        get { flight & Self.mark != 0 }
        set { flight = newValue ? flight | Self.mark : flight & ~Self.mark }
    }

    private static var mark: UInt16 { 0x8000 }

    /// Whether forgetting the entry changes nothing: what comes after it would find the same.
    func isExpired(at now: LimiterInstant) -> Bool {
        arrival <= now.boot && flight == 0 && (day < now.day || spent == 0 && leased == 0)
    }

    /// Begins the day of `now`; the entry may have seen a later one already.
    mutating func turnDay(_ now: LimiterInstant) {
        guard day < now.day else { return }
        day = now.day
        spent = 0
        leased = 0
    }
}
