import HTTPTypes
import Storage
import Synchronization
import Telemetry
import Testing
import Traces

@testable import Appliance

/// Ids, times and bounds of what records spans.
@Suite struct TracePartTests {
    private static func recorder(
        sample: Double = 0, slow: Int64 = 1_000, clock: ApplianceClock = TestClock().clock
    ) -> TraceRecorder {
        var settings = TraceSettings()
        settings.sample = sample
        settings.slow = slow
        return TraceRecorder(settings, clock: clock, random: { 7 })
    }

    @Test func idsAreDifferent() {
        let identifiers = TraceIdentifiers { 42 }
        let numbers = (0..<10_000).map { _ in identifiers.next() }
        #expect(Set(numbers).count == numbers.count)
        #expect(Set(numbers.map(identifiers.companion)).count == numbers.count)
        // Every bit is set in about half of them.
        for bit in 0..<64 {
            let set = numbers.count { $0 >> UInt64(bit) & 1 == 1 }
            #expect((4_700...5_300).contains(set), "bit \(bit): \(set)")
        }
    }

    @Test(
        arguments: [
            (nil, 5_000_000, 1_000, 4_999_000), (4_999_500, 5_000_000, 1_000, 4_999_500),
            (4_998_000, 5_000_000, 1_000, 4_999_000), (6_500_000, 5_000_000, 1_000, 5_998_999),
        ] as [(Int64?, Int64, UInt64, Int64)])
    func theClocksAgreeToTheMillisecond(previous: Int64?, wall: Int64, monotonic: UInt64, expected: Int64) {
        #expect(TraceTime.offset(after: previous, wall: wall, monotonic: monotonic) == expected)
    }

    @Test func aFullBufferDropsAWholeRequest() throws {
        let buffer = SpanBuffer(capacity: 3)
        let recorder = Self.recorder()
        let span = recorder.span(
            "x", trace: recorder.newTrace(1), id: recorder.newSpan(), parent: nil, kind: .internal, start: 1,
            duration: 1, attributes: [])
        buffer.add([span, span])
        buffer.add([span, span])
        #expect(buffer.dropped.value == 2)
        buffer.add([span])
        #expect(buffer.take().count == 3 && buffer.take().isEmpty)
    }

    @Test func phasesHaveTheirBound() {
        var phases = RequestPhases()
        for place in 0..<UInt64(Limits.requestPhases) { phases.add(.storage, from: place, through: place + 1) }
        phases.add(.inference, from: 0, through: 1)
        #expect(phases.all.map(\.start) == (0..<UInt64(Limits.requestPhases)).map { $0 })
        #expect(phases.all.allSatisfy { $0.phase == .storage })
    }

    @Test func theSettingsMakeASampler() {
        #expect(TraceSettings().sampler == TraceSampler(ratio: 0.01, slow: 1_000_000_000))
        var wrong = TraceSettings()
        wrong.sample = 2
        #expect(wrong.sampler == nil)
        #expect(TraceRecorder(wrong, clock: TestClock().clock, random: { 1 }).sampler == .failuresAlone)
    }

    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-"

    @Test(
        arguments: [
            // traceparent, is the caller known, share, is it kept
            (nil, true, 0.0, false), (nil, true, 1.0, true), (nil, false, 1.0, true),
            (parent + "01", true, 0.0, true), (parent + "01", false, 0.0, false), (parent + "01", false, 1.0, true),
            (parent + "00", true, 1.0, false), ("nonsense", true, 0.0, false), ("nonsense", true, 1.0, true),
            (parent + "01, " + parent + "01", true, 0.0, false),
        ] as [(String?, Bool, Double, Bool)])
    func theHeadDecides(header: String?, isKnown: Bool, share: Double, isKept: Bool) {
        let recorder = Self.recorder(sample: share)
        let trace = recorder.begin(header.map { [.traceParent: $0] } ?? [:])
        let kept = recorder.kept(trace, isKnownCaller: isKnown, status: 200, nanoseconds: 1)
        #expect((kept != nil) == isKept)
        if let kept, header?.hasPrefix(Self.parent) == true, header?.utf8.count == 55 {
            #expect(kept.trace.description == "0af7651916cd43dd8448eb211c80319c")
            #expect(kept.parent?.description == "b7ad6b7169203331")
        }
    }

    @Test(
        arguments: [
            (499, 999_999_999, false), (500, 1, true), (200, 1_000_000_000, true), (404, 1, false),
        ] as [(Int, UInt64, Bool)])
    func failuresAndSlowRequestsAreKept(status: Int, nanoseconds: UInt64, isKept: Bool) {
        let recorder = Self.recorder()
        let trace = recorder.begin([.traceParent: Self.parent + "00"])
        #expect((recorder.kept(trace, isKnownCaller: true, status: status, nanoseconds: nanoseconds) != nil) == isKept)
    }

    @Test func requestsOfOneTraceHaveSpansOfTheirOwn() {
        let recorder = Self.recorder()
        let spans = (0..<2).map { _ in recorder.identity(of: recorder.begin([.traceParent: Self.parent + "01"])) }
        #expect(spans[0].trace == spans[1].trace && spans[0].span != spans[1].span)
    }

    @Test func spansOfARequestHaveTheirTimes() {
        let clock = TestClock()
        clock.advance(milliseconds: 5)
        let recorder = Self.recorder(clock: clock.clock)
        var phases = RequestPhases()
        phases.add(.security, from: 1_000_000, through: 2_000_000)
        phases.add(.inference, from: 2_000_000, through: 2_000_500)
        let kept = recorder.identity(of: recorder.begin([:]))
        recorder.record(
            AnsweredRequest(
                method: "POST", route: "/predict", scheme: "http", status: 500, start: 1_000_000,
                nanoseconds: 3_000_000,
                modelID: "m", rows: 1, phases: phases), as: kept)
        let spans = recorder.buffer.take()
        let start: Int64 = 1_735_689_600_000_000_000
        #expect(spans.map(\.operation) == ["POST /predict", "security", "inference"])
        #expect(spans.map { $0.start - start } == [1_000_000, 1_000_000, 2_000_000])
        #expect(spans.map(\.duration) == [3_000_000, 1_000_000, 500])
        #expect(spans.map(\.parent) == [nil, kept.span, kept.span] && spans.allSatisfy { $0.trace == kept.trace })
        #expect(spans[0].status.isError && spans[0].kind == .server)
        #expect(spans[0].attributes.contains(SpanAttribute("http.response.status_code", .int(500))))
        #expect(spans[2].attributes.contains(SpanAttribute("geoclimate.model.id", "m")))
    }

    @Test func spansOfOthersAreKeptWithinTheirTime() throws {
        let now = Timestamp(millisecondsSince1970: 1_735_689_600_000)
        let recorder = Self.recorder()
        let starts = [-3_600_001, -3_600_000, 0, 600_000, 600_001].map {
            (now.millisecondsSince1970 + $0) * 1_000_000
        }
        let spans = starts.map { start in
            recorder.span(
                "x", trace: recorder.newTrace(1), id: recorder.newSpan(), parent: nil, kind: .internal, start: start,
                duration: 1, attributes: [])
        }
        let (admitted, rejected, reason) = SpanIntake.admitted(spans, at: now, retention: 3_600_000)
        #expect(admitted.map(\.start) == Array(starts[1...3]) && rejected == 2 && reason.contains("600 seconds"))
    }
}
