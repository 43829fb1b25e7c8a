import Testing

@testable import TimeSeries

/// Windows, roll-ups and what is dropped: decisions as tables.
@Suite struct WindowTests {
    @Test(arguments: [
        (Int64(1), Int64(0)), (7_200_000, 0), (7_200_001, 7_200_000), (14_400_000, 7_200_000), (0, -7_200_000),
    ])
    func aWindowBeginsAfterItsStartAndEndsWithItsEnd(_ time: Int64, _ window: Int64) {
        #expect(Resolution.raw.window(of: time) == window)
    }

    @Test func windowsNest() {
        #expect(Resolution.fiveMinutes.windowMilliseconds % Resolution.raw.windowMilliseconds == 0)
        #expect(Resolution.hour.windowMilliseconds % Resolution.fiveMinutes.windowMilliseconds == 0)
        for resolution in Resolution.allCases where resolution != .raw {
            #expect(resolution.windowMilliseconds % resolution.bucketMilliseconds == 0)
        }
    }

    @Test(arguments: [
        (Int64(15_000), Int64(0), Resolution.raw), (300_000, 0, .fiveMinutes), (450_000, 0, .raw),
        (600_000, 300_000, .raw), (600_000, 1_200_000, .fiveMinutes), (3_600_000, 0, .hour),
        (3_600_000, 3_600_000, .fiveMinutes), (7_200_000, 14_400_000, .hour),
    ])
    func theCoarsestResolutionThatDoes(_ step: Int64, _ range: Int64, _ expected: Resolution) {
        #expect(Resolution.coarsest(step: step, range: range) == expected)
    }

    @Test func whatHasMostGoesFirst() {
        #expect(SizeRetention.victim(bytes: [:]) == nil)
        #expect(SizeRetention.victim(bytes: [.raw: 0]) == nil)
        #expect(SizeRetention.victim(bytes: [.raw: 5, .fiveMinutes: 9, .hour: 1]) == .fiveMinutes)
        #expect(SizeRetention.victim(bytes: [.raw: 5, .fiveMinutes: 5]) == .raw)
    }

    @Test func aWindowIsKeptWhileAnyOfItIsYoungEnough() {
        let policy = RetentionPolicy(raw: 7_200_000, fiveMinutes: .max, hour: 0)
        #expect(policy.firstKeptWindow(.raw, now: 14_400_001) == 7_200_000)
        #expect(policy.firstKeptWindow(.raw, now: 14_400_000) == 0)
        #expect(policy.firstKeptWindow(.fiveMinutes, now: 5) <= 0)
    }

    @Test func sumsOfDecimalsAreDecimal() {
        var sum = CompensatedSum()
        for _ in 0..<3 { sum.add(0.1) }
        #expect(sum.value == 0.3)
        var wide = CompensatedSum()
        for value in [1e100, 1, -1e100] { wide.add(value) }
        #expect(wide.value == 1)
        var infinite = CompensatedSum()
        for value in [1, Double.infinity] { infinite.add(value) }
        #expect(infinite.value == .infinity)
    }
}
