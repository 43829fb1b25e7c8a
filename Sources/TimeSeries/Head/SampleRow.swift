/// Samples of one moment: what a scrape gives, in the order of the series' ids.
public struct SampleRow: Sendable, Equatable {
    /// Milliseconds since 1970.
    public let time: Int64
    /// Strictly ascending.
    public let ids: [UInt32]
    /// One for each id.
    public let values: [Double]

    /// A row; the ids must ascend, with a value for each.
    public init(time: Int64, ids: [UInt32], values: [Double]) {
        self.time = time
        self.ids = ids
        self.values = values
    }

    /// By the bits of the values, so that a NaN equals itself.
    public static func == (left: SampleRow, right: SampleRow) -> Bool {
        left.time == right.time && left.ids == right.ids
            && left.values.elementsEqual(right.values) { $0.bitPattern == $1.bitPattern }
    }

    /// Where an id is in the row; nil where it is not.
    public func index(of id: UInt32) -> Int? {
        let place = lowerBound(id)
        return place < ids.count && ids[place] == id ? place : nil
    }

    /// The first place whose id is not below `id`.
    public func lowerBound(_ id: UInt32) -> Int {
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
