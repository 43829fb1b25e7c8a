/// Rows of a file that are predicted together: their values, and the text that each of them has in the output.
struct PredictionBlock {
    /// Row-major; NaN is missing.
    private(set) var values: [Double] = []
    /// Rows so far.
    private(set) var count = 0
    /// The rows' texts one after another.
    private(set) var text: [UInt8] = []
    private var textEnds: [Int] = []
    private let width: Int
    private let capacity: Int

    init(features: Int, capacity: Int = Limits.fileBlockRows) {
        width = features
        self.capacity = capacity
        values.reserveCapacity(capacity * features)
    }

    var isFull: Bool { count == capacity }

    /// Adds a row whose values `fill` sets from NaN, starting at the index it is given, and whose text it appends.
    mutating func addRow(_ fill: (inout [Double], Int, inout [UInt8]) throws -> Void) rethrows {
        let start = values.count
        values.append(contentsOf: repeatElement(.nan, count: width))
        try fill(&values, start, &text)
        textEnds.append(text.count)
        count += 1
    }

    /// The text of a row.
    func text(of row: Int) -> ArraySlice<UInt8> {
        text[(row == 0 ? 0 : textEnds[row - 1])..<textEnds[row]]
    }

    /// Starts again with the same memory.
    mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        textEnds.removeAll(keepingCapacity: true)
        count = 0
    }
}
