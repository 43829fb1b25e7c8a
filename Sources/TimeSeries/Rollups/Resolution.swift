/// How finely samples are kept.
public enum Resolution: Int, Sendable, Hashable, CaseIterable {
    /// As they came.
    case raw = 0
    /// Rolled up over five minutes.
    case fiveMinutes = 1
    /// Rolled up over one hour.
    case hour = 2

    /// Milliseconds of a roll-up; 0 for raw samples.
    public var bucketMilliseconds: Int64 {
        switch self {
        case .raw: 0
        case .fiveMinutes: 300_000
        case .hour: 3_600_000
        }
    }

    /// Milliseconds that one block spans: a few hundred samples of each series.
    public var windowMilliseconds: Int64 {
        switch self {
        case .raw: 2 * 3_600_000
        case .fiveMinutes: 24 * 3_600_000
        case .hour: 16 * 24 * 3_600_000
        }
    }

    /// Value columns of a series.
    public var columns: Int { self == .raw ? 1 : RollupColumn.allCases.count }

    /// The start of the window that a time belongs to.
    ///
    /// A window begins after its start and ends with its end, like a range in PromQL: a roll-up, which is stamped with
    /// its end, and the samples in it are in the same window.
    public func window(of time: Int64) -> Int64 {
        Self.multiple(of: windowMilliseconds, below: time)
    }

    /// The largest multiple of a width that is below a time.
    static func multiple(of width: Int64, below time: Int64) -> Int64 {
        let before = time - 1
        let remainder = before % width
        return before - (remainder < 0 ? remainder + width : remainder)
    }

    /// The coarsest resolution that still gives a query a sample at each of its steps.
    ///
    /// A range that a function looks back over, if there is one, must hold several samples, or its result would be
    /// another. Raw where no roll-up fits.
    public static func coarsest(step: Int64, range: Int64 = 0) -> Resolution {
        for resolution in [Resolution.hour, .fiveMinutes] {
            let bucket = resolution.bucketMilliseconds
            let sees = range == 0 || range >= 4 * bucket && range % bucket == 0
            if step >= bucket, step % bucket == 0, sees { return resolution }
        }
        return .raw
    }
}
