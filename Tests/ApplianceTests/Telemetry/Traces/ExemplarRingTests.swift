import Signals
import Telemetry
import Testing

@testable import Appliance

/// The exemplars of the daemon's own series.
@Suite struct ExemplarRingTests {
    private static func series(_ name: String) throws -> LabelSet { try LabelSet([Label("__name__", name)]) }

    private static func exemplar(_ milliseconds: Int64) -> Exemplar {
        Exemplar(traceID: "\(milliseconds)", value: 1, milliseconds: milliseconds)
    }

    private static func named(_ name: String) -> [[LabelMatcher]] { [[LabelMatcher("__name__", .equal(name))]] }

    @Test func oneThatStaysIsNotedOnce() throws {
        let ring = ExemplarRing()
        for time in [1, 1, 2] as [Int64] { ring.note([(try Self.series("a"), Self.exemplar(time))]) }
        let found = ring.exemplars(Self.named("a"), from: .min, through: .max)
        #expect(found.map { $0.exemplars.map(\.milliseconds) } == [[1, 2]])
        #expect(ring.exemplars(Self.named("b"), from: .min, through: .max).isEmpty)
        #expect(ring.exemplars([], from: .min, through: .max).isEmpty)
    }

    @Test func theOldestGiveWay() throws {
        let ring = ExemplarRing(capacity: 3)
        for time in 1...5 as ClosedRange<Int64> { ring.note([(try Self.series("a"), Self.exemplar(time))]) }
        let found = ring.exemplars(Self.named("a"), from: .min, through: .max)
        #expect(found.first?.exemplars.map(\.milliseconds) == [3, 4, 5])
    }

    @Test func bothEndsAreIn() throws {
        let ring = ExemplarRing()
        for time in 1...4 as ClosedRange<Int64> { ring.note([(try Self.series("a"), Self.exemplar(time))]) }
        #expect(ring.exemplars(Self.named("a"), from: 2, through: 3).first?.exemplars.count == 2)
    }
}
