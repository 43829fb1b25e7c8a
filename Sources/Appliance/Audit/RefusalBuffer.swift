import Storage

/// What was refused and is not in the audit log yet.
///
/// The first refusal of a kind becomes a line at once. Its repetitions within the next
/// ``Limits/refusalQuietSeconds`` become one line with their count, and so on, so that somebody who tries all day costs
/// a line a minute. Kinds beyond the table and lines beyond the hourly allowance are only counted, and the count becomes
/// a line of its own.
struct RefusalBuffer: Sendable {
    /// What makes two refusals the same.
    private struct Kind: Hashable {
        let action: AuditAction
        let actor: String
        let address: String?
        let reason: String?
    }

    /// Refusals of one kind since the last line about it.
    private struct Run {
        var first: AuditEvent?
        var count = 0
        var lastAt: Timestamp?
        /// Until when, on the monotonic clock, repetitions wait; nil before the first line.
        var quietUntil: UInt64?

        /// The line about this run; nil where nothing was refused.
        var line: AuditEvent? {
            guard var line = first else { return nil }
            line.outcome = .refused
            if count > 1 {
                line.detail["count"] = String(count)
                line.detail["last_at"] = lastAt?.rfc3339
            }
            return line
        }
    }

    private let capacity: Int
    private let quietNanoseconds: UInt64
    private var runs: [Kind: Run] = [:]
    /// Kinds in the order of their arrival, so that the log keeps it.
    private var order: [Kind] = []
    private var uncounted = 0
    private var overflowQuietUntil: UInt64 = 0
    private var allowance: LineAllowance

    init(
        capacity: Int = Limits.refusalKinds, quietSeconds: Int = Limits.refusalQuietSeconds,
        linesPerHour: Int = Limits.refusalLinesPerHour
    ) {
        self.capacity = capacity
        quietNanoseconds = UInt64(quietSeconds) * 1_000_000_000
        allowance = LineAllowance(perHour: linesPerHour)
    }

    /// Takes a refusal in; this never fails and never grows beyond the capacity.
    mutating func note(_ event: AuditEvent) {
        let kind = Kind(
            action: event.action, actor: event.origin.actor, address: PasswordLogin.group(event.origin.address),
            reason: event.detail["reason"])
        var run = runs[kind] ?? Run()
        if runs[kind] == nil {
            guard runs.count < capacity else {
                uncounted += 1
                return
            }
            order.append(kind)
        }
        if run.first == nil { run.first = event }
        run.count += 1
        run.lastAt = event.origin.at
        runs[kind] = run
    }

    /// The lines that are due at `now`, nanoseconds of the monotonic clock, which is `time` on the wall.
    ///
    /// With `all`, for shutdown, repetitions do not wait for their minute to pass.
    mutating func drain(now: UInt64, time: Timestamp, all: Bool = false) -> [AuditEvent] {
        var lines: [AuditEvent] = []
        var kept: [Kind] = []
        allowance.refill(now: now)
        for kind in order {
            guard var run = runs[kind] else { continue }
            if let quietUntil = run.quietUntil, now < quietUntil, !all {
                kept.append(kind)
                continue
            }
            guard let line = run.line else {
                runs[kind] = nil
                continue
            }
            if allowance.take() { lines.append(line) } else { uncounted += run.count }
            run = Run()
            run.quietUntil = now &+ quietNanoseconds
            runs[kind] = run
            kept.append(kind)
        }
        order = kept
        if uncounted > 0, all || now >= overflowQuietUntil {
            lines.append(Self.overflow(uncounted, at: time))
            uncounted = 0
            overflowQuietUntil = now &+ quietNanoseconds
        }
        return lines
    }

    /// Counts lines that the log did not take and that are not kept for a second try.
    mutating func giveUp(_ lines: some Collection<AuditEvent>) {
        uncounted += lines.reduce(0) { $0 + ($1.detail["count"].flatMap { Int($0) } ?? 1) }
    }

    private static func overflow(_ count: Int, at time: Timestamp) -> AuditEvent {
        AuditEvent(
            .refusalsUncounted, subject: "", outcome: .refused, detail: ["count": String(count)],
            origin: ChangeOrigin(actor: "system", at: time))
    }
}

/// How many more lines may be written: so many at once, and as many again over each hour.
private struct LineAllowance {
    private let perHour: Int
    private let nanosecondsPerLine: UInt64
    private var left: Int
    private var countedUntil: UInt64?

    init(perHour: Int) {
        self.perHour = perHour
        nanosecondsPerLine = 3_600_000_000_000 / UInt64(max(perHour, 1))
        left = perHour
    }

    mutating func refill(now: UInt64) {
        guard let since = countedUntil, now > since else {
            countedUntil = countedUntil ?? now
            return
        }
        let earned = (now - since) / nanosecondsPerLine
        left = Int(min(UInt64(left) + earned, UInt64(perHour)))
        countedUntil = since + earned * nanosecondsPerLine
    }

    mutating func take() -> Bool {
        guard left > 0 else { return false }
        left -= 1
        return true
    }
}
