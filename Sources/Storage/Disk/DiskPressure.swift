/// Decides what a disk that fills up gives up first: telemetry, then the ballast, so that everything else goes on.
///
/// Bytes are counted as if the ballast were there, so letting it go does not look like room, and the same disk gives the same
/// answer after a restart. Times are milliseconds of a clock that only goes forward.
public struct DiskPressure: Sendable, Hashable {
    /// How full the disk is.
    public enum State: Int, Sendable, Hashable, CaseIterable, Comparable {
        /// There is room for everything.
        case ample
        /// Telemetry is not stored any more.
        case low
        /// The ballast was let go as well.
        case critical

        /// By how pressing they are.
        public static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }
    }

    /// What was seen of the disk.
    public struct Look: Sendable, Hashable {
        /// How large it is and how much of it is free; nil when nobody says.
        public var space: DiskSpace?
        /// Bytes that the ballast is to have; 0 for none.
        public var ballastBytes: Int
        /// Whether the ballast is there.
        public var isBallastHeld: Bool
        /// Whether a write failed since the last look because there was no room.
        public var isFull: Bool

        /// What was seen.
        public init(space: DiskSpace?, ballastBytes: Int, isBallastHeld: Bool, isFull: Bool = false) {
            self.space = space
            self.ballastBytes = ballastBytes
            self.isBallastHeld = isBallastHeld
            self.isFull = isFull
        }
    }

    /// What is to be done with the ballast.
    public enum BallastStep: Sendable, Hashable {
        /// It stays as it is, there or not.
        case keep
        /// It is made.
        case make
        /// It is removed.
        case release
    }

    /// What the last look has shown.
    public private(set) var state = State.ample

    /// Since when a failed write counts, and until when.
    private var fullUntil: Int64?
    /// No ballast is made before.
    private var noBallastBefore: Int64?
    private let limits: Limits

    /// Begins with a disk that has room, until the first look.
    public init(limits: Limits = .standard) {
        self.limits = limits
    }

    /// Whether a disk is too small for a ballast of so many bytes, which then is never made.
    public static func isTooSmall(_ space: DiskSpace, forBallast bytes: Int, limits: Limits = .standard) -> Bool {
        bytes > space.totalBytes / limits.ballastShare
    }

    /// Takes in what was seen, and says what to do with the ballast.
    public mutating func look(_ look: Look, at now: Int64) -> BallastStep {
        if look.isFull { fullUntil = now + limits.ballastCalmMilliseconds }
        if let end = fullUntil, now >= end { fullUntil = nil }
        var isWanted = look.ballastBytes > 0
        if let space = look.space, Self.isTooSmall(space, forBallast: look.ballastBytes, limits: limits) {
            isWanted = false
        }
        if fullUntil != nil {
            state = .critical
        } else if let space = look.space {
            let spare = space.freeBytes - (isWanted && !look.isBallastHeld ? look.ballastBytes : 0)
            state = next(spare: spare, DiskThresholds(totalBytes: space.totalBytes, limits: limits))
        }
        if state != .ample { noBallastBefore = now + limits.ballastCalmMilliseconds }
        if look.isBallastHeld { return isWanted && state != .critical ? .keep : .release }
        let isCalm = noBallastBefore.map { now >= $0 } ?? true
        return isWanted && look.space != nil && state == .ample && isCalm ? .make : .keep
    }

    /// Notes that the ballast could not be made, which is tried again later.
    public mutating func ballastFailed(at now: Int64) {
        noBallastBefore = now + limits.ballastCalmMilliseconds
    }

    /// A state is left for a better one only with half as much room again, so that it does not come and go.
    private func next(spare: Int, _ thresholds: DiskThresholds) -> State {
        if spare < thresholds.criticalBytes { return .critical }
        if spare >= thresholds.lowBytes / 2 * 3 { return .ample }
        switch state {
        case .ample: return spare < thresholds.lowBytes ? .low : .ample
        case .low: return .low
        case .critical: return spare < thresholds.criticalBytes / 2 * 3 ? .critical : .low
        }
    }
}

/// The size of a file system and what a process without privileges may still write on it, in bytes.
public struct DiskSpace: Sendable, Hashable {
    /// Bytes in all.
    public var totalBytes: Int
    /// Bytes that are free.
    public var freeBytes: Int

    /// A size.
    public init(totalBytes: Int, freeBytes: Int) {
        self.totalBytes = totalBytes
        self.freeBytes = freeBytes
    }

    /// What the file system of a path says.
    ///
    /// Nil when it says nothing. It may block.
    public init?(at path: String) {
        guard let space = SystemCalls.diskSpace(at: path) else { return nil }
        self = space
    }
}

/// Free bytes below which something is given up: a share of the disk, within bounds.
struct DiskThresholds: Sendable, Hashable {
    /// Below it telemetry is not stored.
    let lowBytes: Int
    /// Below it the ballast is let go.
    let criticalBytes: Int

    init(totalBytes: Int, limits: Limits) {
        lowBytes = min(max(totalBytes / limits.lowDiskShare, limits.leastLowDiskBytes), limits.mostLowDiskBytes)
        criticalBytes = max(lowBytes / limits.criticalDiskShare, limits.leastCriticalDiskBytes)
    }
}
