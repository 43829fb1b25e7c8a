/// Sequence numbers, kept as stretches without gaps: millions of segments in a row take two numbers.
public struct SequenceSet: Sendable, Hashable {
    /// The stretches, in order, none touching the next.
    public private(set) var stretches: [ClosedRange<UInt64>] = []

    /// No numbers.
    public init() {}

    /// The numbers of a stretch.
    public init(_ stretch: ClosedRange<UInt64>) { stretches = [stretch] }

    /// The last number.
    public var last: UInt64? { stretches.last?.upperBound }

    /// How many numbers.
    public var count: Int { stretches.reduce(0) { $0 + $1.count } }

    /// Whether a number is among them.
    public func contains(_ number: UInt64) -> Bool { stretch(around: number) != nil }

    /// The stretch that a number is in.
    public func stretch(around number: UInt64) -> ClosedRange<UInt64>? {
        let index = firstIndex(endingAtOrBehind: number)
        guard index < stretches.count, stretches[index].lowerBound <= number else { return nil }
        return stretches[index]
    }

    /// Adds a number.
    public mutating func insert(_ number: UInt64) {
        let index = firstIndex(endingAtOrBehind: number)
        guard index == stretches.count || stretches[index].lowerBound > number else { return }
        let joinsBefore = index > 0 && stretches[index - 1].upperBound + 1 == number
        let joinsBehind = index < stretches.count && stretches[index].lowerBound - 1 == number
        switch (joinsBefore, joinsBehind) {
        case (true, true):
            stretches[index - 1] = stretches[index - 1].lowerBound...stretches[index].upperBound
            stretches.remove(at: index)
        case (true, false): stretches[index - 1] = stretches[index - 1].lowerBound...number
        case (false, true): stretches[index] = number...stretches[index].upperBound
        case (false, false): stretches.insert(number...number, at: index)
        }
    }

    /// Removes a number.
    public mutating func remove(_ number: UInt64) {
        let index = firstIndex(endingAtOrBehind: number)
        guard index < stretches.count, stretches[index].contains(number) else { return }
        let stretch = stretches.remove(at: index)
        if number < stretch.upperBound { stretches.insert(number + 1...stretch.upperBound, at: index) }
        if stretch.lowerBound < number { stretches.insert(stretch.lowerBound...number - 1, at: index) }
    }

    private func firstIndex(endingAtOrBehind number: UInt64) -> Int {
        var (low, high) = (0, stretches.count)
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
