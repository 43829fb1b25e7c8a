import Testing

@testable import Limiting

@Suite struct QuotaDayTests {
    private static let hour: Int64 = 3_600_000_000_000
    private static let day = 24 * hour

    struct Step: Sendable {
        var boot: Int64
        var wall: Int64
        var day: UInt16

        init(_ boot: Int64, _ wall: Int64, _ day: UInt16) {
            (self.boot, self.wall, self.day) = (boot, wall, day)
        }
    }

    private static let walks: [[Step]] = [
        // Goes on with the clock.
        [Step(0, 2_400, 100), Step(23, 2_423, 100), Step(24, 2_424, 101), Step(100, 2_500, 104)],
        // A step ahead and back.
        [Step(1, 2_640, 110), Step(2, 2_402, 110), Step(24, 2_424, 110), Step(25, 2_425, 111)],
        // A step back lasts a day at most.
        [Step(1, 2_376, 100), Step(24, 2_399, 101), Step(25, 2_424, 101), Step(26, 2_448, 102)],
    ]

    /// Hours of boot time and of the wall clock, and the day that is to come of it, from day 100 on at boot time 0.
    @Test(arguments: walks)
    func neverGoesBack(steps: [Step]) {
        let calendar = QuotaCalendar(notBefore: 100, boot: 0, wall: 2_400 * Self.hour)
        for step in steps {
            let now = calendar.instant(boot: step.boot * Self.hour, wall: step.wall * Self.hour)
            #expect(now.day == step.day)
            #expect(now.untilNextDay > 0 && now.untilNextDay <= Self.day)
        }
    }

    @Test func aRestartKeepsTheDayThatWasSpentOn() {
        let calendar = QuotaCalendar(notBefore: 200, boot: 5, wall: 100 * Self.day)
        #expect(calendar.instant(boot: 5, wall: 100 * Self.day).day == 200)
        #expect(calendar.instant(boot: 5 + Self.day, wall: 101 * Self.day).day == 201)
    }

    @Test(arguments: [Int64.min, -1, 0, .max]) func anyClockHasADay(wall: Int64) {
        let calendar = QuotaCalendar(notBefore: 0, boot: 0, wall: wall)
        #expect(calendar.instant(boot: 1, wall: wall).untilNextDay > 0)
    }
}
