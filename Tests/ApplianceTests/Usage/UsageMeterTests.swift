import Access
import Storage
import Testing

@testable import Appliance

/// Counting in memory: what shares an entry, what happens when there is no room, what is put back.
@Suite struct UsageMeterTests {
    static func note(
        _ route: UsageMeter.Route, at milliseconds: Int64 = 0, user: Int64? = 1, status: Int = 200, model: String = "m",
        rows: Int = 1
    ) -> UsageNote {
        let principal = user.map { user in
            Principal(
                userID: user, username: "u", tier: "free", permissions: .none, credential: .apiKey(id: user * 10))
        }
        return UsageNote(
            route, at: Timestamp(millisecondsSince1970: milliseconds), by: principal, status: status,
            facts: .init(modelID: model, rows: rows), bytesIn: 10, bytesOut: 20, nanoseconds: 3_999)
    }

    @Test func requestsOfOneMinuteCallerRouteStatusAndModelShareAnEntry() throws {
        let meter = UsageMeter()
        let route = meter.route(method: "POST", endpoint: "/predict")
        let other = meter.route(method: "GET", endpoint: "/models")
        for note in [
            Self.note(route), Self.note(route, at: 59_999), Self.note(route, at: 60_000), Self.note(route, user: 2),
            Self.note(route, user: nil), Self.note(route, status: 429), Self.note(route, model: ""), Self.note(other),
        ] { meter.add(note) }
        let batch = meter.take()
        #expect(batch.keyed.count == 7 && batch.requests == 8 && batch.overflowed == 0)
        let shared = UsageKey(
            minute: 0, userID: 1, keyID: 10, method: "POST", endpoint: "/predict", status: 200, modelID: "m")
        #expect(
            batch.keyed[shared]
                == UsageCounts(requests: 2, rows: 2, bytesIn: 20, bytesOut: 40, microseconds: 6))
        let nobody = UsageKey(minute: 0, method: "POST", endpoint: "/predict", status: 200, modelID: "m")
        #expect(batch.keyed[nobody]?.requests == 1)
        #expect(meter.take().isEmpty)
    }

    @Test func minutesBefore1970AreRoundedDownToo() {
        let meter = UsageMeter()
        meter.add(Self.note(meter.route(method: "GET", endpoint: "/"), at: -1))
        #expect(meter.take().keyed.keys.first?.minute == -1)
    }

    @Test func whatHasNoRoomIsCountedAsOther() {
        let meter = UsageMeter(capacity: 2)
        let route = meter.route(method: "POST", endpoint: "/predict")
        for user in [1, 2, 3, 4, 1] as [Int64] { meter.add(Self.note(route, at: user * 60_000, user: user)) }
        let batch = meter.take()
        #expect(batch.requests == 5 && batch.overflowed == 2)
        let other = UsageKey(minute: 3, method: "", endpoint: "other", status: 0)
        #expect(batch.keyed[other]?.requests == 2)
        #expect(batch.keyed.values.reduce(0) { $0 + $1.requests } == 5)
    }

    @Test func aBatchThatWasNotWrittenIsCountedAgain() {
        let meter = UsageMeter(capacity: 2)
        let route = meter.route(method: "POST", endpoint: "/predict")
        for user in 1...3 as ClosedRange<Int64> { meter.add(Self.note(route, user: user)) }
        let batch = meter.take()
        meter.add(Self.note(route, user: 1))
        meter.add(Self.note(route, user: 9))
        meter.restore(batch)
        let again = meter.take()
        #expect(again.requests == 5 && again.overflowed == 2, "users 2 and 3")
        #expect(again.keyed.values.map(\.requests).max() == 2)
    }

    @Test func aRequestMovesToAnotherStatus() {
        let meter = UsageMeter()
        let route = meter.route(method: "POST", endpoint: "/predict")
        let note = Self.note(route)
        meter.add(note)
        _ = meter.take()
        meter.move(note, toStatus: 503)
        let batch = meter.take()
        #expect(batch.requests == 0)
        #expect(Set(batch.keyed.map { [$0.key.status, Int($0.value.requests)] }) == [[200, -1], [503, 1]])
    }

    @Test func manyThreadsLoseNothing() async {
        let meter = UsageMeter()
        let route = meter.route(method: "POST", endpoint: "/predict")
        let written = await withTaskGroup(of: Int64.self) { group in
            for user in 1...4 as ClosedRange<Int64> {
                group.addTask {
                    for _ in 0..<5_000 { meter.add(Self.note(route, user: user)) }
                    return 0
                }
            }
            group.addTask {
                var taken: Int64 = 0
                for _ in 0..<100 {
                    taken += meter.take().requests
                    await Task.yield()
                }
                return taken
            }
            return await group.reduce(0, +)
        }
        #expect(written + meter.take().requests == 20_000)
    }
}
