/// Finds the lines of a text that have all of some needles.
///
/// It searches the text as a whole for the longest needle and looks at the other needles, and at where lines end, only where
/// that one is.
public struct LineFinder {
    private let text: [UInt8]
    private let longest: [UInt8]
    private let others: [Needle]
    /// Where the longest needle is first; nil where it is nowhere.
    private let firstHit: Int?

    /// Looks for some texts, all of which must be in a line.
    public init(text: [UInt8], needles: [Needle]) {
        self.text = text
        let ordered = needles.filter { !$0.bytes.isEmpty }.sorted { $0.bytes.count > $1.bytes.count }
        longest = ordered.first?.bytes ?? []
        others = Array(ordered.dropFirst())
        firstHit = Zstd.firstIndex(of: longest, in: text, from: 0)
    }

    /// False where no line can have the needles.
    var mayHaveLines: Bool { firstHit != nil }

    /// The first line from an index on that has all needles; line `i` ends at `ends[i]`.
    public func next(from index: Int, ends: [Int]) -> Int? {
        guard index < ends.count else { return nil }
        if longest.isEmpty { return index }
        let start = index == 0 ? 0 : ends[index - 1]
        var hit = firstHit.flatMap { $0 >= start ? $0 : Zstd.firstIndex(of: longest, in: text, from: start) }
        while let place = hit {
            let line = Self.line(of: place, in: ends, from: index)
            let lineStart = line == 0 ? 0 : ends[line - 1]
            // A hit may begin in one line and end in the next.
            let isInside = place + longest.count <= ends[line]
            if isInside, others.allSatisfy({ Self.contains(text[lineStart..<ends[line]], $0) }) { return line }
            hit = Zstd.firstIndex(of: longest, in: text, from: isInside ? ends[line] : place + 1)
        }
        return nil
    }

    /// The line with the byte at `place`, by halving.
    private static func line(of place: Int, in ends: [Int], from index: Int) -> Int {
        var (low, high) = (index, ends.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] > place { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func contains(_ line: ArraySlice<UInt8>, _ needle: Needle) -> Bool {
        Zstd.firstIndex(of: needle.bytes, in: Array(line), from: 0) != nil
    }
}
