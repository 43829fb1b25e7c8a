/// A curve in the dots of Braille characters, two across and four down each.
struct BrailleChart {
    /// From top to bottom.
    let lines: [String]
    let lowest: Double
    let highest: Double

    /// Draws points, left out where they are not finite; a point in each column is joined to the one before.
    init(points: [(x: Double, y: Double)], from: Double, through: Double, columns: Int, rows: Int) {
        let points = points.filter { $0.x.isFinite && $0.y.isFinite }
        let lowest = points.map(\.y).min() ?? 0
        let highest = points.map(\.y).max() ?? 0
        self.lowest = lowest
        self.highest = highest
        let (width, height) = (max(1, columns) * 2, max(1, rows) * 4)
        var cells = [[UInt8]](repeating: [UInt8](repeating: 0, count: max(1, columns)), count: max(1, rows))
        var before: (x: Int, y: Int)?
        for point in points {
            let x = Self.place(point.x, from, through, width)
            let y = height - 1 - (highest > lowest ? Self.place(point.y, lowest, highest, height) : height / 2)
            // Neighbours only: a gap in the data stays a gap in the curve.
            let isNext = before.map { x - $0.x <= max(2, 2 * width / max(1, points.count)) } ?? false
            let start = isNext ? before?.y ?? y : y
            for dot in min(start, y)...max(start, y) { Self.set(&cells, x, dot) }
            before = (x, y)
        }
        lines = cells.map { row in
            String(String.UnicodeScalarView(row.compactMap { Unicode.Scalar(0x2800 + UInt32($0)) }))
        }
    }

    /// Where a value falls among so many places.
    private static func place(_ value: Double, _ low: Double, _ high: Double, _ count: Int) -> Int {
        guard high > low else { return 0 }
        // Halved, since the difference of two finite numbers may not be finite.
        let share = (value / 2 - low / 2) / (high / 2 - low / 2)
        return min(count - 1, max(0, Int(share * Double(count - 1) + 0.5)))
    }

    private static func set(_ cells: inout [[UInt8]], _ x: Int, _ y: Int) {
        let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
        cells[y / 4][x / 2] |= bits[y % 4][x % 2]
    }
}
