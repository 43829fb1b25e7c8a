import Storage

/// One answered request, as it is counted.
struct UsageNote: Sendable {
    let route: UsageMeter.Route
    /// Whole minutes since 1970.
    let minute: Int64
    let userID: Int64
    let keyID: Int64
    var status: Int
    let modelID: String
    let counts: UsageCounts

    init(
        _ route: UsageMeter.Route, at time: Timestamp, by principal: Principal?, status: Int,
        facts: HandlerFacts.Values,
        bytesIn: Int, bytesOut: Int, nanoseconds: UInt64
    ) {
        self.route = route
        minute = time.minutesSince1970
        userID = principal?.userID ?? 0
        keyID = principal?.keyID ?? 0
        self.status = status
        modelID = facts.modelID
        counts = UsageCounts(
            requests: 1, rows: Int64(facts.rows), bytesIn: Int64(bytesIn), bytesOut: Int64(bytesOut),
            microseconds: Int64(clamping: nanoseconds / 1_000))
    }
}
