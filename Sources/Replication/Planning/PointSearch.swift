/// Finds the last state at or before a time, by halves: it says which header to read next.
///
/// Times of segments never decrease along a chain, which restores check.
public struct PointSearch: Sendable {
    /// What to do next.
    public enum Step: Sendable, Hashable {
        /// Read the time of this sequence and tell it to ``note(_:of:)``.
        case read(UInt64)
        /// The state that was looked for.
        case found(UInt64)
        /// Everything is younger.
        case tooOld
    }

    private let time: Int64
    /// Known to be at or before the time; nil while none is.
    private var known: UInt64?
    /// What may still be at or before the time, and is not known to be.
    private var open: ClosedRange<UInt64>?

    /// Looks among the sequences for the last at or before `time`, in milliseconds since 1970.
    public init(_ time: Int64, in sequences: ClosedRange<UInt64>) {
        self.time = time
        open = sequences
    }

    /// The next step.
    public var next: Step {
        guard let open else { return known.map { .found($0) } ?? .tooOld }
        return .read(open.lowerBound + (open.upperBound - open.lowerBound) / 2)
    }

    /// Takes the time of the sequence that ``next`` asked for.
    public mutating func note(_ timestamp: Int64, of sequence: UInt64) {
        guard let open, open.contains(sequence) else { return }
        if timestamp <= time {
            known = sequence
            self.open = sequence < open.upperBound ? sequence + 1...open.upperBound : nil
        } else {
            self.open = sequence > open.lowerBound ? open.lowerBound...sequence - 1 : nil
        }
    }
}
