import Foundation
import LimitingSchedules
import Testing

@Suite struct ScheduleTests {
    /// `GEOCLIMATE_SCHEDULES=1000000 scripts/bench limits --schedules` is the long run of the same.
    @Test func randomLivesNeverGrantTooMuchAndNeverRefuseWithoutReason() {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["GEOCLIMATE_SCHEDULES"].flatMap { Int($0) } ?? 20_000
        #expect(Schedules.run(count, from: 1) == [])
    }
}
