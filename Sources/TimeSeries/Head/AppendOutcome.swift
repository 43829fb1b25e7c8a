/// What became of samples, counted.
public struct AppendOutcome: Sendable, Hashable {
    /// Stored.
    public var stored = 0
    /// The same value at the same time as the series' newest sample: nothing to store, and no fault.
    public var repeated = 0
    /// Older than the series' newest sample.
    public var outOfOrder = 0
    /// Another value at the time of the series' newest sample.
    public var contradicted = 0
    /// Older than what the store still takes.
    public var tooOld = 0
    /// Further ahead of the clock than the store takes.
    public var tooFarAhead = 0
    /// There is no room in memory, because the disk has taken nothing for long; they may be sent again.
    public var noRoom = 0
    /// Of a series that is gone; its labels have to be given again.
    public var unknownSeries = 0
    /// Of a series that is new where there are as many as there may be.
    public var tooManySeries = 0
    /// Of a series whose labels are beyond their bounds.
    public var badLabels = 0

    /// Nothing counted.
    public init() {}

    /// How many were not stored and should have been.
    public var refused: Int {
        outOfOrder + contradicted + tooOld + tooFarAhead + noRoom + unknownSeries + tooManySeries + badLabels
    }

    /// Adds the counts of another.
    public static func += (left: inout AppendOutcome, right: AppendOutcome) {
        left.stored += right.stored
        left.repeated += right.repeated
        left.outOfOrder += right.outOfOrder
        left.contradicted += right.contradicted
        left.tooOld += right.tooOld
        left.tooFarAhead += right.tooFarAhead
        left.noRoom += right.noRoom
        left.unknownSeries += right.unknownSeries
        left.tooManySeries += right.tooManySeries
        left.badLabels += right.badLabels
    }
}
