import Testing

@testable import Storage

@Suite struct DiskPressureTests {
    private static let mebibyte = 1 << 20
    /// Of a disk of 1 GiB: telemetry is shed below 102 MiB, the ballast let go below 16 MiB; both come back at half as much again.
    private static let disk = 1_024

    /// A look at a disk with so many free MiB, the ballast of 64 MiB there or not, and what is to come of it.
    struct Step: Sendable {
        let free: Int?
        let isHeld: Bool
        let state: DiskPressure.State
        let ballast: DiskPressure.BallastStep
        var isFull = false
        /// Seconds since the beginning.
        var at: Int64 = 0
    }

    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var total = disk
        var wanted = 64
        let steps: [Step]

        init(_ name: String, total: Int = disk, wanted: Int = 64, _ steps: [Step]) {
            testDescription = name
            self.total = total
            self.wanted = wanted
            self.steps = steps
        }
    }

    static let stories = [
        Story("room from the start", [Step(free: 500, isHeld: false, state: .ample, ballast: .make)]),
        Story("nothing to do", [Step(free: 500, isHeld: true, state: .ample, ballast: .keep)]),
        Story(
            "telemetry goes below a tenth and comes back with half as much again",
            [
                Step(free: 103, isHeld: true, state: .ample, ballast: .keep),
                Step(free: 102, isHeld: true, state: .low, ballast: .keep),
                Step(free: 103, isHeld: true, state: .low, ballast: .keep),
                Step(free: 153, isHeld: true, state: .low, ballast: .keep),
                Step(free: 154, isHeld: true, state: .ample, ballast: .keep),
                Step(free: 103, isHeld: true, state: .ample, ballast: .keep),
            ]),
        Story(
            "the ballast goes at the end, and the room that it gives is none",
            [
                Step(free: 16, isHeld: true, state: .low, ballast: .keep),
                Step(free: 15, isHeld: true, state: .critical, ballast: .release),
                Step(free: 79, isHeld: false, state: .critical, ballast: .keep, at: 2),
                Step(free: 87, isHeld: false, state: .critical, ballast: .keep, at: 4),
                Step(free: 88, isHeld: false, state: .low, ballast: .keep, at: 6),
                Step(free: 217, isHeld: false, state: .low, ballast: .keep, at: 8),
                Step(free: 218, isHeld: false, state: .ample, ballast: .keep, at: 10),
                Step(free: 218, isHeld: false, state: .ample, ballast: .keep, at: 67),
                Step(free: 218, isHeld: false, state: .ample, ballast: .make, at: 68),
            ]),
        Story(
            "room that does not last makes no ballast",
            [
                Step(free: 15, isHeld: true, state: .critical, ballast: .release),
                Step(free: 500, isHeld: false, state: .ample, ballast: .keep, at: 10),
                Step(free: 100, isHeld: false, state: .low, ballast: .keep, at: 50),
                Step(free: 500, isHeld: false, state: .ample, ballast: .keep, at: 61),
                Step(free: 500, isHeld: false, state: .ample, ballast: .make, at: 110),
            ]),
        Story(
            "a restart without the ballast judges as before",
            [
                Step(free: 79, isHeld: false, state: .critical, ballast: .keep),
                Step(free: 100, isHeld: false, state: .low, ballast: .keep, at: 2),
            ]),
        Story(
            "from room to nothing at once", [Step(free: 0, isHeld: true, state: .critical, ballast: .release)]),
        Story(
            "a write that found no room counts for a minute, whatever the disk says",
            [
                Step(free: 500, isHeld: true, state: .critical, ballast: .release, isFull: true),
                Step(free: 500, isHeld: false, state: .critical, ballast: .keep, at: 59),
                Step(free: 500, isHeld: false, state: .ample, ballast: .keep, at: 60),
                Step(free: 500, isHeld: false, state: .ample, ballast: .make, at: 119),
            ]),
        Story(
            "nobody says: nothing changes, and no ballast is made",
            [
                Step(free: nil, isHeld: false, state: .ample, ballast: .keep),
                Step(free: 50, isHeld: true, state: .low, ballast: .keep),
                Step(free: nil, isHeld: true, state: .low, ballast: .keep),
                Step(free: nil, isHeld: true, state: .critical, ballast: .release, isFull: true),
            ]),
        Story(
            "no ballast is wanted, and one that is there goes", wanted: 0,
            [
                Step(free: 500, isHeld: true, state: .ample, ballast: .release),
                Step(free: 500, isHeld: false, state: .ample, ballast: .keep),
                Step(free: 15, isHeld: false, state: .critical, ballast: .keep),
            ]),
        Story(
            "the smallest disk with a ballast", total: 256,
            [
                Step(free: 200, isHeld: false, state: .ample, ballast: .make),
                Step(free: 32, isHeld: true, state: .ample, ballast: .keep),
                Step(free: 31, isHeld: true, state: .low, ballast: .keep),
                Step(free: 47, isHeld: true, state: .low, ballast: .keep),
                Step(free: 48, isHeld: true, state: .ample, ballast: .keep),
            ]),
        Story(
            "a disk that is too small has none, and counts none", total: 255,
            [
                Step(free: 200, isHeld: false, state: .ample, ballast: .keep),
                Step(free: 32, isHeld: false, state: .ample, ballast: .keep),
                Step(free: 15, isHeld: false, state: .critical, ballast: .keep),
            ]),
        Story(
            "a large disk has bounds that do not grow with it", total: 1 << 20,
            [
                Step(free: 512, isHeld: true, state: .ample, ballast: .keep),
                Step(free: 511, isHeld: true, state: .low, ballast: .keep),
                Step(free: 64, isHeld: true, state: .low, ballast: .keep),
                Step(free: 63, isHeld: true, state: .critical, ballast: .release),
            ]),
    ]

    @Test(arguments: stories) func decidesAsTheTableSays(story: Story) {
        var pressure = DiskPressure()
        for (number, step) in story.steps.enumerated() {
            let space = step.free.map {
                DiskSpace(totalBytes: story.total * Self.mebibyte, freeBytes: $0 * Self.mebibyte)
            }
            let look = DiskPressure.Look(
                space: space, ballastBytes: story.wanted * Self.mebibyte, isBallastHeld: step.isHeld,
                isFull: step.isFull)
            let ballast = pressure.look(look, at: step.at * 1_000)
            #expect(
                ballast == step.ballast && pressure.state == step.state, "step \(number): \(pressure.state), \(ballast)"
            )
        }
    }

    @Test func aBallastThatCannotBeMadeIsTriedAgainLater() {
        var pressure = DiskPressure()
        let look = DiskPressure.Look(
            space: DiskSpace(totalBytes: 1 << 30, freeBytes: 1 << 29), ballastBytes: 1 << 20, isBallastHeld: false)
        #expect(pressure.look(look, at: 0) == .make)
        pressure.ballastFailed(at: 0)
        #expect(pressure.look(look, at: 59_999) == .keep)
        #expect(pressure.look(look, at: 60_000) == .make)
    }

    @Test func telemetryIsShedBeforeTheBallastOnEveryDisk() {
        for shift in 20...50 {
            let thresholds = DiskThresholds(totalBytes: 1 << shift, limits: .standard)
            #expect(thresholds.criticalBytes / 2 * 3 <= thresholds.lowBytes, "2^\(shift) bytes")
        }
    }
}
