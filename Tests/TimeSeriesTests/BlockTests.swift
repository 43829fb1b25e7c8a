import Signals
import Support
import Testing

@testable import TimeSeries

/// What goes into a block comes out of it, bit for bit.
@Suite struct BlockTests {
    @Test(arguments: SeriesKind.allCases, [1, 2, 3, 8, 61, 480])
    func everyKindOfSeriesSurvives(_ kind: SeriesKind, _ count: Int) throws {
        var random = SplitMix64(seed: UInt64(count))
        for _ in 0..<20 {
            let series = SeriesColumns(
                id: UInt32(truncatingIfNeeded: random.next()), times: scrapeTimes(count, &random),
                values: [kind.values(count, &random)])
            var reader = BlockReader(try Block(onlyBlock([series])))
            let read = try reader.series(at: 0)
            #expect(read.id == series.id)
            #expect(read.times == series.times)
            let survived = sameBits(read.values[0], series.values[0])
            #expect(survived)
        }
    }

    @Test func manySeriesWithTheirOwnAndSharedTimestampsSurvive() throws {
        var random = SplitMix64(seed: 7)
        let shared = scrapeTimes(480, &random)
        var series: [SeriesColumns] = []
        for (index, kind) in (0..<40).flatMap({ _ in SeriesKind.allCases }).enumerated() {
            let times = index % 7 == 0 ? scrapeTimes(100 + index % 50, &random) : shared
            series.append(
                SeriesColumns(id: UInt32(index * 3), times: times, values: [kind.values(times.count, &random)]))
        }
        let block = try Block(onlyBlock(series))
        #expect(block.ids == series.map(\.id))
        #expect(block.frames.count > 3)
        var reader = BlockReader(block)
        for one in series.reversed() {
            let index = try #require(block.index(of: one.id))
            #expect(try reader.times(at: index) == one.times)
            let survived = sameBits(try reader.values(at: index), one.values[0])
            #expect(survived, "\(one.id)")
        }
        #expect(block.index(of: 1) == nil)
        #expect(block.index(of: .max) == nil)
    }

    @Test func severalColumnsOfASeriesSurviveAndEqualOnesAreKeptOnce() throws {
        var random = SplitMix64(seed: 9)
        let times = scrapeTimes(100, &random)
        let noise = SeriesKind.noise.values(100, &random)
        let one = SeriesColumns(id: 5, times: times, values: [noise, SeriesKind.counter.values(100, &random), noise])
        let bytes = try onlyBlock([one], columns: 3)
        var reader = BlockReader(try Block(bytes))
        let read = try reader.series(at: 0)
        for column in 0..<3 {
            let survived = sameBits(read.values[column], one.values[column])
            #expect(survived)
        }
        #expect(bytes.count < 1_300)
    }

    @Test func theGrowthOfACounterIsKeptOnce() throws {
        var random = SplitMix64(seed: 10)
        let times = scrapeTimes(200, &random)
        let counter = SeriesKind.counter.values(200, &random).map { $0 / 100 }
        var increases = try #require(ValueColumn.growth(of: counter))
        increases[0] = 7.25
        let with = SeriesColumns(id: 5, times: times, values: [counter, increases])
        let bytes = try onlyBlock([with], columns: 2)
        var reader = BlockReader(try Block(bytes))
        let survived = sameBits(try reader.values(at: 0, column: 1), increases)
        #expect(survived)
        let alone = SeriesColumns(id: 5, times: times, values: [counter])
        #expect(bytes.count < (try onlyBlock([alone]).count) + 24)
    }

    @Test func aLongSeriesBecomesSeveralBlocks() throws {
        var random = SplitMix64(seed: 11)
        let count = Limits.columnSamples + 1
        let long = SeriesColumns(
            id: 1, times: (0..<Int64(count)).map { $0 }, values: [SeriesKind.counter.values(count, &random)])
        let short = SeriesColumns(id: 2, times: [5], values: [[1]])
        let blocks = try BlockBuilder.blocks([long, short], columns: 1)
        #expect(blocks.count == 2)
        var values: [Double] = []
        for bytes in blocks {
            var reader = BlockReader(try Block(bytes))
            values += try reader.values(at: 0)
        }
        let survived = sameBits(values, long.values[0])
        #expect(survived)
    }

    @Test func constantSeriesCostNextToNothing() throws {
        var random = SplitMix64(seed: 13)
        let times = scrapeTimes(480, &random)
        let series = (0..<1_000).map {
            SeriesColumns(id: $0, times: times, values: [[Double](repeating: 3, count: 480)])
        }
        #expect(try onlyBlock(series).count < 1_500)
    }

    static let refused: [(SeriesColumns, BlockError)] = [
        (
            SeriesColumns(id: 1, times: [], values: [[]]),
            .malformed("a series has columns of different lengths, or none")
        ),
        (SeriesColumns(id: 1, times: [1, 1], values: [[1, 2]]), .malformed("timestamps do not ascend")),
        (
            SeriesColumns(id: 1, times: [1], values: [[1, 2]]),
            .malformed("a series has columns of different lengths, or none")
        ),
        (
            SeriesColumns(id: 1, times: [1], values: []),
            .malformed("a series has columns of different lengths, or none")
        ),
    ]

    @Test(arguments: refused.indices)
    func whatIsNoSeriesIsRefused(_ index: Int) {
        #expect(throws: Self.refused[index].1) { try BlockBuilder.blocks([Self.refused[index].0], columns: 1) }
    }

    @Test func theNumberOfSeriesAndColumnsIsBounded() throws {
        func series(_ count: Int) -> [SeriesColumns] {
            (0..<count).map { SeriesColumns(id: UInt32($0), times: [1], values: [[1]]) }
        }
        #expect(try BlockBuilder.blocks(series(Limits.blockSeries), columns: 1).count == 1)
        #expect(throws: BlockError.self) { try BlockBuilder.blocks(series(Limits.blockSeries + 1), columns: 1) }
        let wide = [SeriesColumns(id: 1, times: [1], values: Array(repeating: [1], count: Limits.columnsPerSeries + 1))]
        #expect(throws: BlockError.self) { try BlockBuilder.blocks(wide, columns: Limits.columnsPerSeries + 1) }
    }
}
