import LogQL
import Testing

@testable import Appliance

/// What `logs tail` reads, and shows.
@Suite struct LogFollowerTests {
    private static let second: Int64 = 1_000_000_000

    private static func line(_ seconds: Int64, _ text: String) -> FollowedLine {
        FollowedLine(timestamp: seconds * second, line: text, labels: [])
    }

    @Test func eachLineIsShownOnceAlsoALateOne() {
        var follower = LogFollower(now: 100 * Self.second)
        #expect(follower.first(5).range.upperBound == 98 * Self.second)
        #expect(follower.new([Self.line(97, "before")]).count == 1)
        #expect(follower.next(now: 101 * Self.second).range == 98 * Self.second..<101 * Self.second + 1)
        #expect(follower.new([Self.line(101, "b"), Self.line(99, "a")]).map(\.line) == ["a", "b"])
        let next = follower.next(now: 120 * Self.second)
        #expect(next.range.lowerBound == 98 * Self.second && next.direction == .forward)
        // It came later than the younger one.
        #expect(
            follower.new([Self.line(99, "a"), Self.line(100, "late"), Self.line(101, "b")]).map(\.line) == ["late"])
        #expect(follower.new([Self.line(119, "c")]).map(\.line) == ["c"])
        #expect(follower.next(now: 121 * Self.second).range.lowerBound == 109 * Self.second)
    }

    @Test(arguments: [("a\tb", "a\tb"), ("a\u{1B}[31mb", "a\\u{1B}[31mb"), ("ü\u{9B}", "ü\\u{009B}")])
    func linesCannotCommandATerminal(line: String, shown: String) {
        #expect(LineText.printable(line) == shown)
    }
}
