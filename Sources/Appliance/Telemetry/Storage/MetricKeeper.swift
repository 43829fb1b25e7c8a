import Logging
import ServiceLifecycle
import Storage

/// Stores the daemon's own series at their interval, and makes what came since the last flush last, each second.
///
/// It starts before the server and stops after it, so that the last samples are written down too.
struct MetricKeeper: Service {
    let telemetry: TelemetryParts
    let clock: ApplianceClock
    let logger: Logger
    private let queue = WorkQueue("geoclimate.telemetry.keep", width: 1, line: 1)
    private let trouble = Trouble()
    /// Series of its own that have no place; tried at each beat, not at each flush.
    private let crowding = Trouble()

    init(telemetry: TelemetryParts, clock: ApplianceClock, logger: Logger) {
        self.telemetry = telemetry
        self.clock = clock
        self.logger = logger
    }

    func run() async throws {
        guard let store = telemetry.storage.metrics else {
            try? await gracefulShutdown()
            return
        }
        var beat = MetricBeat(interval: telemetry.settings.interval, since: clock.now().millisecondsSince1970)
        var nextTidying = clock.now().millisecondsSince1970 + Limits.metricTidyingMilliseconds
        while !Task.isShuttingDownGracefully {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(untilNextFlush)) }
            } catch {
                break
            }
            let now = clock.now().millisecondsSince1970
            let isTidying = now >= nextTidying
            let hasMore = await keep(store, recordingAt: beat.due(at: now), isTidying: isTidying, now: now)
            if isTidying, !hasMore { nextTidying = now + Limits.metricTidyingMilliseconds }
        }
        // In a task of its own: this one may have been cancelled, and the last samples must be written all the same.
        await Task {
            _ = await keep(
                store, recordingAt: nil, isTidying: false, now: clock.now().millisecondsSince1970)
        }.value
    }

    /// Milliseconds to the next whole second.
    private var untilNextFlush: Int64 {
        let now = clock.now().millisecondsSince1970
        return Limits.metricFlushMilliseconds - now % Limits.metricFlushMilliseconds
    }

    /// One turn: what fails is in the log once, and tried again the next time.
    ///
    /// True where there is more to tidy up.
    func keep(_ store: MetricStore, recordingAt time: Int64?, isTidying: Bool, now: Int64) async -> Bool {
        do {
            let (hasMore, refusal) = try await telemetry.traces.tracer.withWork("store metrics") {
                try await queue.run { [telemetry] in
                    let recorded = Result {
                        if let time { try telemetry.recorder.record(into: store, at: time, now: now) }
                    }
                    // Whatever became of those: what others sent must last, and tidying is what makes room again.
                    try store.flush(at: now)
                    // One short step a turn, so that tidying up never holds a flush up for long.
                    let hasMore = try isTidying && store.maintain(at: now, retention: telemetry.settings.retention)
                    return (hasMore, Self.refusal(of: recorded))
                }
            }
            if trouble.ended() { logger.notice("Telemetry is stored again.") }
            if time != nil { noteCrowding(refusal) }
            return hasMore
        } catch {
            if trouble.began() {
                logger.error(
                    "Telemetry cannot be stored; it is kept in memory as far as there is room, and tried again.",
                    metadata: ["error": "\(error)"])
            }
            return false
        }
    }

    /// Why some of the daemon's own series were not stored; nil where all were.
    private static func refusal(of recorded: Result<Void, any Error>) -> String? {
        guard case .failure(let error) = recorded else { return nil }
        return "\(error)"
    }

    private func noteCrowding(_ refusal: String?) {
        if let refusal {
            guard crowding.began() else { return }
            logger.error(
                "Some of the daemon's own series cannot be stored; the others are.", metadata: ["error": "\(refusal)"])
        } else if crowding.ended() {
            logger.notice("All of the daemon's own series are stored again.")
        }
    }
}

/// When the daemon's own series are due: at whole multiples of their interval, so that their blocks are small.
struct MetricBeat {
    let interval: Int64
    private var next: Int64

    init(interval: Int64, since now: Int64) {
        self.interval = max(1, interval)
        next = (now / self.interval + 1) * self.interval
    }

    /// The time to stamp samples with, in milliseconds; nil where none are due.
    ///
    /// A little late is on time; what is later is stamped with its own time. Beats that were missed are not made up for.
    mutating func due(at now: Int64) -> Int64? {
        // A clock that was set back begins anew.
        if next - now > interval { next = (now / interval + 1) * interval }
        guard now >= next else { return nil }
        let time = now - next <= max(10, interval / 100) ? next : now
        next = (now / interval + 1) * interval
        return time
    }
}
