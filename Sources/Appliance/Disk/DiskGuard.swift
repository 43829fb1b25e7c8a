import Logging
import ObjectStore
import Storage
import Synchronization

/// Looks at the disk of the data directory and carries out what ``DiskPressure`` decides: it sheds telemetry, lets the
/// ballast go, and makes it again.
final class DiskGuard: Sendable {
    private struct Condition {
        var pressure: DiskPressure
        var ballastBytes = 0
        var isFull = false
    }

    /// Bytes of the ballast, as it is configured.
    let ballast: Ballast
    /// Raised when a write found no room, so that the next look comes at once.
    let wakeUp = FlushSignal()

    private let condition: Mutex<Condition>
    private let limits: Storage.Limits
    private let clock: ApplianceClock
    private let logger: Logger
    private let space: @Sendable () -> DiskSpace?
    private let queue = BlockingQueue(label: "geoclimate.disk")
    private let trouble = Trouble()
    private let smallness = Trouble()

    /// The guard of a data directory; `space` answers what its file system says, and may block.
    init(
        directory: String, ballastBytes: Int, limits: Storage.Limits = .standard, clock: ApplianceClock, logger: Logger,
        space: (@Sendable () -> DiskSpace?)? = nil
    ) {
        ballast = Ballast(directory: directory, bytes: ballastBytes)
        condition = Mutex(Condition(pressure: DiskPressure(limits: limits)))
        self.limits = limits
        self.clock = clock
        self.logger = logger
        self.space = space ?? { DiskSpace(at: directory) }
    }

    /// What the last look has shown.
    var state: DiskPressure.State { condition.withLock { $0.pressure.state } }

    /// Bytes that the ballast took at the last look.
    var heldBytes: Int { condition.withLock { $0.ballastBytes } }

    /// Notes that a write found no room; returns at once.
    func noteFull() {
        condition.withLock { $0.isFull = true }
        wakeUp.raise()
    }

    /// Lets the ballast go where the disk is full, before the databases are opened, and does nothing else.
    func relieve() async {
        await queue.result { [self] in
            guard decide(isFull: false).step == .release, state == .critical else { return }
            release()
        }
    }

    /// Looks once, and does what is to be done.
    func look(_ telemetry: TelemetryDatabase?) async {
        await queue.result { [self] in
            // A hollow copy of a ballast, or one of another size, is none.
            if ballast.isThere, !ballast.isHeld { release() }
            let isFull = condition.withLock { condition in
                defer { condition.isFull = false }
                return condition.isFull
            }
            let decision = decide(isFull: isFull || telemetry?.state == .diskFull)
            telemetry?.shed(decision.after != .ample)
            if decision.after != decision.before { announce(decision) }
            switch decision.step {
            case .keep: break
            case .release: release()
            case .make: make(at: now)
            }
            if let space = decision.space { noteSmallness(space) }
            let bytes = ballast.isHeld ? ballast.bytes : 0
            condition.withLock { $0.ballastBytes = bytes }
        }
    }

    // MARK: - On the queue

    private struct Decision {
        var space: DiskSpace?
        var before: DiskPressure.State
        var after: DiskPressure.State
        var step: DiskPressure.BallastStep
    }

    private var now: Int64 { Int64(clamping: clock.monotonicNanoseconds() / 1_000_000) }

    private func decide(isFull: Bool) -> Decision {
        let space = space()
        let look = DiskPressure.Look(
            space: space, ballastBytes: ballast.bytes, isBallastHeld: ballast.isHeld, isFull: isFull)
        return condition.withLock { condition in
            let before = condition.pressure.state
            let step = condition.pressure.look(look, at: now)
            return Decision(space: space, before: before, after: condition.pressure.state, step: step)
        }
    }

    private func release() {
        do {
            try ballast.release()
        } catch {
            logger.error("The ballast cannot be removed.", metadata: ["error": "\(error)"])
        }
    }

    private func make(at now: Int64) {
        do {
            try ballast.make()
            _ = trouble.ended()
            logger.notice(
                "Room is kept as a ballast, to be given back when the disk is full.",
                metadata: ["file": "\(ballast.path)", "bytes": "\(ballast.bytes)"])
        } catch {
            condition.withLock { $0.pressure.ballastFailed(at: now) }
            guard trouble.began() else { return }
            logger.warning(
                "There is no ballast: it cannot be made; this is tried again.", metadata: ["error": "\(error)"])
        }
    }

    private func noteSmallness(_ space: DiskSpace) {
        let isSmall =
            ballast.bytes > 0 && DiskPressure.isTooSmall(space, forBallast: ballast.bytes, limits: limits)
        guard isSmall ? smallness.began() : smallness.ended(), isSmall else { return }
        logger.notice(
            "There is no ballast: the disk is too small for it. Lower data.ballast_bytes to have one, or set it to 0.",
            metadata: ["bytes": "\(ballast.bytes)", "disk_bytes": "\(space.totalBytes)"])
    }

    private func announce(_ decision: Decision) {
        var metadata: Logger.Metadata = ["file": "\(ballast.path)"]
        if let space = decision.space { metadata["free_bytes"] = "\(space.freeBytes)" }
        switch decision.after {
        case .critical:
            let ballast =
                decision.step == .release
                ? "The ballast is let go, so that accounts, usage and predictions go on for a while"
                : "There is no ballast to let go"
            logger.critical(
                "The disk is full. \(ballast); telemetry is not stored. Free space now.", metadata: metadata)
        case .low where decision.before == .ample:
            logger.error(
                "The disk is nearly full: telemetry is not stored, so that everything else goes on. Free space on it.",
                metadata: metadata)
        case .low:
            logger.notice(
                "The disk is not quite full any more; telemetry is not stored yet. Free more space.", metadata: metadata
            )
        case .ample:
            logger.notice("There is room on the disk again; telemetry is stored.", metadata: metadata)
        }
    }
}
