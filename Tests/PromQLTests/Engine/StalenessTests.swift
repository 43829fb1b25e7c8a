import PromQL
import Signals
import Testing

/// The stale marker ends a series, and only its exact bits do.
@Suite struct StalenessTests {
    private func value(_ query: String, _ values: [Double], at time: Int64) throws -> [Double] {
        let source = try MemorySource(["__name__": "m"], values)
        guard case .vector(let samples) = try Engine().instant(query, at: time, from: source).value else { return [] }
        return samples.map(\.point.value)
    }

    @Test func endsAtTheMarker() throws {
        let values = [1, 2, StaleMarker.value, 4]
        #expect(try value("m", values, at: 29_999) == [2])
        #expect(try value("m", values, at: 30_000) == [])
        #expect(try value("m", values, at: 44_999) == [])
        #expect(try value("m", values, at: 45_000) == [4])
    }

    @Test func countsNoMarkerInRanges() throws {
        let values = [1, StaleMarker.value, 3, StaleMarker.value]
        #expect(try value("count_over_time(m[5m])", values, at: 60_000) == [2])
        #expect(try value("sum_over_time(m[5m])", values, at: 60_000) == [4])
    }

    @Test func keepsOtherNaN() throws {
        let other = Double(bitPattern: 0x7ff8_0000_0000_0002)
        #expect(try value("m", [other], at: 0).first?.isNaN == true)
        #expect(try value("-m", [other], at: 0).first?.isNaN == true)
        #expect(try value("count(m)", [other], at: 0) == [1])
    }
}
