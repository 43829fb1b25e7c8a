/// What a roll-up tells of the samples in its time, in the order of its columns; stale markers do not count.
public enum RollupColumn: Int, Sendable, Hashable, CaseIterable {
    /// How many samples.
    case count = 0
    /// Their sum.
    case sum = 1
    /// The least, NaN only where all are NaN.
    case minimum = 2
    /// The greatest, NaN only where all are NaN.
    case maximum = 3
    /// The last.
    case last = 4
    /// How much a counter grew since the sample before the first one, a fall counting as a start from zero.
    case increase = 5
}
