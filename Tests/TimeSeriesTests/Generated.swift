import Signals
import Support

@testable import TimeSeries

/// Kinds of series that occur, and some that should not.
enum SeriesKind: CaseIterable {
    case constant, zero, negativeZero, counter, resettingCounter, integerGauge, decimalGauge, noise, anyBits, linear
    case withNaN, withStaleMarkers, onlyNaN, infinities, hugeIntegers, tiny, alternating, oneOutlier

    func values(_ count: Int, _ random: inout SplitMix64) -> [Double] {
        var state = Double(random.next() % 100_000)
        return (0..<count).map { index in
            let draw = random.next()
            switch self {
            case .constant: return 12.75
            case .zero: return 0
            case .negativeZero: return index % 3 == 0 ? -0.0 : 0
            case .counter: state += Double(draw % 300)
            case .resettingCounter: state = draw % 20 == 0 ? 0 : state + Double(draw % 300)
            case .integerGauge: state += Double(draw % 2_001) - 1_000
            case .decimalGauge: return (Double(draw % 10_000) - 5_000) / 100
            case .noise: return Double(draw >> 11) * 0x1p-53
            case .anyBits: return Double(bitPattern: draw)
            case .linear: return 1_700_000_000 + Double(index) * 15
            case .withNaN: return draw % 9 == 0 ? Double(bitPattern: 0x7ff8_0000_0000_0000 | draw >> 16) : Double(index)
            case .withStaleMarkers: return draw % 15 == 0 ? StaleMarker.value : Double(draw % 50)
            case .onlyNaN: return Double(bitPattern: 0xfff0_0000_0000_0001 | draw >> 20)
            case .infinities: return draw % 10 == 0 ? (draw % 20 == 0 ? .infinity : -.infinity) : Double(draw % 7) / 8
            case .hugeIntegers: return Double(draw)
            case .tiny: return Double(draw % 1_000) * 1e-300
            case .alternating: return index % 2 == 0 ? 0.1 : -1e9
            case .oneOutlier: return index == count / 2 ? 9e15 : Double(draw % 3)
            }
            return state
        }
    }
}

/// Timestamps of a scrape that keeps its interval as well as real ones do.
func scrapeTimes(_ count: Int, _ random: inout SplitMix64, every interval: Int64 = 15_000) -> [Int64] {
    let start = 1_700_000_000_000 + Int64(random.next() % 1_000_000)
    return (0..<count).map { start + Int64($0) * interval + Int64(random.next() % 5) }
}

func sameBits(_ left: [Double], _ right: [Double]) -> Bool {
    left.map(\.bitPattern) == right.map(\.bitPattern)
}

/// The only block of some series.
func onlyBlock(_ series: [SeriesColumns], columns: Int = 1) throws -> [UInt8] {
    let blocks = try BlockBuilder.blocks(series, columns: columns)
    guard let first = blocks.first, blocks.count == 1 else { throw BlockError.notABlock }
    return first
}
