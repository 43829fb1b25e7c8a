/// How long samples are kept, by resolution, in milliseconds.
public struct RetentionPolicy: Sendable, Hashable {
    /// Age of samples as they came.
    public var raw: Int64
    /// Age of roll-ups of five minutes.
    public var fiveMinutes: Int64
    /// Age of roll-ups of one hour.
    public var hour: Int64

    /// 15 days of samples, 90 days of five minutes, two years of hours.
    public static let standard = RetentionPolicy(
        raw: 15 * 86_400_000, fiveMinutes: 90 * 86_400_000, hour: 730 * 86_400_000)

    /// Ages in milliseconds; a negative one counts as 0.
    public init(raw: Int64, fiveMinutes: Int64, hour: Int64) {
        self.raw = raw
        self.fiveMinutes = fiveMinutes
        self.hour = hour
    }

    /// Windows of a resolution go when their start is before this: a whole window is past its age.
    public func firstKeptWindow(_ resolution: Resolution, now: Int64) -> Int64 {
        let age =
            switch resolution {
            case .raw: raw
            case .fiveMinutes: fiveMinutes
            case .hour: hour
            }
        let (edge, overflow) = now.subtractingReportingOverflow(max(0, age))
        return overflow ? .min : resolution.window(of: max(edge, 1))
    }
}

/// What goes first when there is no room for more.
public enum SizeRetention {
    /// The resolution that loses its oldest window: the one with the most bytes, so that the long view, which is small,
    /// outlives the fine one; nil where there is nothing.
    public static func victim(bytes: [Resolution: Int]) -> Resolution? {
        bytes.filter { $0.value > 0 }.max { ($0.value, -$0.key.rawValue) < ($1.value, -$1.key.rawValue) }?.key
    }
}
