import Support
import Testing

@testable import Traces

struct TraceSamplerTests {
    @Test(arguments: [-0.1, 1.1, .nan, .infinity]) func refusesRatiosThatAreNone(ratio: Double) {
        #expect(TraceSampler(ratio: ratio, slow: nil) == nil)
        #expect(TraceSampler(ratio: 0.5, slow: -1) == nil)
    }

    @Test func keepsTheShareAndTheSameTracesEachTime() throws {
        var generator = SplitMix64(seed: 9)
        let traces = (0..<20_000).compactMap { _ in TraceID(high: 0, low: generator.next()) }
        var last: Set<TraceID> = []
        for ratio in [0, 0.001, 0.1, 0.5, 1] {
            let sampler = try #require(TraceSampler(ratio: ratio, slow: nil))
            let kept = Set(traces.filter { sampler.keepsFromTheStart($0) })
            #expect(abs(Double(kept.count) / Double(traces.count) - ratio) < 0.02)
            #expect(last.isSubset(of: kept), "what a smaller ratio keeps, a greater one keeps too")
            last = kept
        }
        #expect(last.count == traces.count)
    }

    @Test(arguments: [
        (99, false, false, false), (100, false, false, true), (1, true, false, true), (1, false, true, true),
    ])
    func howItWentDecides(duration: Int64, isError: Bool, wasSampled: Bool, isKept: Bool) throws {
        let sampler = try #require(TraceSampler(ratio: 0, slow: 100))
        #expect(sampler.keeps(duration: duration, isError: isError, wasSampled: wasSampled) == isKept)
        #expect(
            TraceSampler.failuresAlone.keeps(duration: .max, isError: isError, wasSampled: wasSampled)
                == (isError || wasSampled))
        #expect(TraceSampler.failuresAlone == TraceSampler(ratio: 0, slow: nil))
    }

    @Test func decidesAsOpenTelemetryDoesAtTheBound() throws {
        let sampler = try #require(TraceSampler(ratio: 0.5, slow: nil))
        #expect(try sampler.keepsFromTheStart(trace(1 << 63 - 1)) && !sampler.keepsFromTheStart(trace(1 << 63)))
    }

    @Test func theCallerDecidesForItsTrace() throws {
        let id = try #require(SpanID(1))
        let none = try #require(TraceSampler(ratio: 0, slow: nil))
        let all = try #require(TraceSampler(ratio: 1, slow: nil))
        let sampled = TraceParent(trace: try trace(1), span: id, isSampled: true)
        let unsampled = TraceParent(trace: try trace(1), span: id, isSampled: false)
        #expect(try none.keepsFromTheStart(trace(1), parent: sampled))
        #expect(try !all.keepsFromTheStart(trace(1), parent: unsampled))
    }

    @Test func keepsErrorsAndSlowOnes() throws {
        let sampler = try #require(TraceSampler(ratio: 0, slow: 1_000))
        #expect(try sampler.keeps(span(duration: 1_000), wasSampled: false))
        #expect(try !sampler.keeps(span(duration: 999), wasSampled: false))
        #expect(try sampler.keeps(span(duration: 1), wasSampled: true))
        #expect(try sampler.keeps(span(duration: 1, status: .error(message: "")), wasSampled: false))
        let never = try #require(TraceSampler(ratio: 0, slow: nil))
        #expect(try !never.keeps(span(duration: .max), wasSampled: false))
    }
}
