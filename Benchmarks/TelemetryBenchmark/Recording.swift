import Foundation
import Signals

/// A recording of scrapes, as `Benchmarks/telemetry/record.py` writes it.
struct Recording {
    let series: [LabelSet]
    let scrapes: Int
    private let content: Data
    private let start: Int
    private static let absent: UInt64 = 0x7FF8_DEAD_DEAD_DEAD

    init(path: String) throws {
        content = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
        var offset = 0
        func line(_ content: Data) -> Data {
            let end = content[offset...].firstIndex(of: 10) ?? content.endIndex
            defer { offset = end + 1 }
            return content[offset..<end]
        }
        let counts = String(decoding: line(content), as: UTF8.self).split(separator: " ").compactMap { Int($0) }
        guard counts.count == 2 else { throw CocoaError(.fileReadCorruptFile) }
        scrapes = counts[1]
        let content = content
        series = try (0..<counts[0]).map { _ in
            let labels = try JSONDecoder().decode([String: String].self, from: line(content))
            return try LabelSet(labels.map { Label($0.key, $0.value) })
        }
        start = offset
    }

    /// The time of a scrape, and the number and value of each series in it.
    func scrape(_ index: Int) -> (time: Int64, numbers: [Int], values: [Double]) {
        let width = 8 * (series.count + 1)
        let begin = start + index * width
        let row = [UInt8](content[begin..<begin + width])
        func word(_ place: Int) -> UInt64 {
            (0..<8).reduce(0) { $0 | UInt64(row[place * 8 + $1]) << UInt64(8 * $1) }
        }
        var (numbers, values): ([Int], [Double]) = ([], [])
        for number in series.indices {
            let bits = word(number + 1)
            guard bits != Self.absent else { continue }
            numbers.append(number)
            values.append(Double(bitPattern: bits))
        }
        return (Int64(bitPattern: word(0)), numbers, values)
    }
}
