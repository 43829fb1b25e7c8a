import Access
import HTTPTypes
import Limiting
import Storage
import Testing

@testable import Appliance

@Suite struct RequestLimitsTests {
    private let rows = LimitSettings(
        tiers: [
            Tier(
                name: "free", requestsPerMinute: 60, burst: 100, requestsPerDay: 150, concurrentRequests: 2,
                chargesBatchesByRow: true)
        ], anonymous: LimitPolicy(perMinute: 60, burst: 2, perDay: nil))

    @Test func anAnswerSaysWhereTheCallerStands() async throws {
        try await LimitScenario.run { scenario in
            _ = try await scenario.send(scenario.context())
            let fields = try scenario.fields(try await scenario.send(scenario.context()))
            #expect(
                fields == [
                    "x-ratelimit-limit": "100", "x-ratelimit-remaining": "98", "x-ratelimit-reset": "2",
                    "x-daily-quota-limit": "1000", "x-daily-quota-remaining": "998",
                    "ratelimit-policy": "\"burst\";q=100;w=100, \"daily\";q=1000;w=86400",
                    "ratelimit": "\"burst\";r=98;t=2, \"daily\";r=998;t=86400",
                ])
        }
    }

    @Test func aRefusalSaysWhenToAskAgain() async throws {
        try await LimitScenario.run { scenario in
            for _ in 0..<100 { _ = try await scenario.send(scenario.context()) }
            let error = try await scenario.refusal(scenario.context())
            #expect(error.status == .tooManyRequests)
            #expect(error.headers[.retryAfter] == "1")
            #expect(error.headers[.rateLimit] == "\"burst\";r=0;t=1")
            #expect(error.headers[.rateLimitRemaining] == "0")
            #expect(error.headers[.dailyQuotaRemaining] == "900")
            #expect(error.type?.names == ["violated-policies": ["burst"]])
            let document = String(decoding: ProblemDocument.encode(error, instance: "1"), as: UTF8.self)
            #expect(document.contains(#""type":"https://iana.org/assignments/http-problem-types#quota-exceeded""#))
            #expect(document.contains(#""violated-policies":["burst"]"#))
            // Asking again exactly then is granted, and not a moment before.
            scenario.clock.advance(milliseconds: 999)
            _ = try await scenario.refusal(scenario.context())
            scenario.clock.advance(milliseconds: 1)
            _ = try await scenario.send(scenario.context())
        }
    }

    @Test func aDayBeginsAtMidnight() async throws {
        try await LimitScenario.run(rows) { scenario in
            for _ in 0..<150 {
                _ = try await scenario.send(scenario.context())
                scenario.clock.advance(milliseconds: 1_000)
            }
            let error = try await scenario.refusal(scenario.context())
            #expect(error.headers[.retryAfter] == "\(86_400 - 150)")
            #expect(error.type?.names == ["violated-policies": ["daily"]])
            scenario.clock.advance(milliseconds: 86_250_000)
            let fields = try scenario.fields(try await scenario.send(scenario.context()))
            #expect(fields["x-daily-quota-remaining"] == "149")
        }
    }

    @Test func rowsAreChargedTogetherOrNotAtAll() async throws {
        try await LimitScenario.run(rows) { scenario in
            let context = try await scenario.send(scenario.context(), .rows)
            #expect(try scenario.fields(context)["x-ratelimit-remaining"] == "100", "looking costs nothing")
            try await scenario.limits.charge(rows: 60, context)
            #expect(try scenario.fields(context)["x-ratelimit-remaining"] == "40")
            let late = await #expect(throws: APIError.self) { try await scenario.limits.charge(rows: 41, context) }
            #expect(late?.status == .tooManyRequests && late?.headers[.retryAfter] == "1")
            let large = await #expect(throws: APIError.self) { try await scenario.limits.charge(rows: 101, context) }
            #expect(large?.status == .contentTooLarge && large?.headers[.retryAfter] == nil)
            try await scenario.limits.charge(rows: 0, context)
            #expect(try scenario.fields(context)["x-daily-quota-remaining"] == "89", "an empty batch costs one")
        }
    }

    @Test func aBatchIsOneRequestWhereTheTierSaysNothing() async throws {
        try await LimitScenario.run { scenario in
            let context = try await scenario.send(scenario.context(), .rows)
            try await scenario.limits.charge(rows: 500, context)
            #expect(try scenario.fields(context)["x-daily-quota-remaining"] == "999")
        }
    }

    @Test func placesAreGivenBackWhateverHappens() async throws {
        try await LimitScenario.run(rows) { scenario in
            let held = [try await scenario.send(scenario.context()), try await scenario.send(scenario.context())]
            let error = try await scenario.refusal(scenario.context())
            #expect(error.type?.names == ["violated-policies": ["concurrency"]])
            #expect(held.count == 2)
            _ = consume held
            let task = Task {
                _ = try await scenario.send(scenario.context())
                throw CancellationError()
            }
            task.cancel()
            _ = await task.result
            let again = [try await scenario.send(scenario.context()), try await scenario.send(scenario.context())]
            #expect(again.count == 2)
        }
    }

    @Test func keysHaveLimitsOfTheirOwn() async throws {
        try await LimitScenario.run { scenario in
            let policy = LimitPolicy(perMinute: 6, burst: 1, perDay: 500)
            let fields = try scenario.fields(try await scenario.send(scenario.context(keyLimits: policy)))
            #expect(fields["x-ratelimit-limit"] == "1" && fields["x-daily-quota-limit"] == "500")
            let error = try await scenario.refusal(scenario.context(keyLimits: policy))
            #expect(error.headers[.retryAfter] == "10")
            let other = try scenario.fields(try await scenario.send(scenario.context()))
            #expect(other["x-daily-quota-remaining"] == "998", "the refused request was charged to nobody")
        }
    }

    @Test func addressesAreCountedWhereNobodySaysWhoTheyAre() async throws {
        try await LimitScenario.run(rows) { scenario in
            for _ in 0..<2 { _ = try await scenario.send(scenario.context(tier: nil)) }
            #expect(try await scenario.refusal(scenario.context(tier: nil)).headers[.retryAfter] == "1")
            _ = try await scenario.send(scenario.context(tier: nil, address: 2))
            for _ in 0..<10 { _ = try await scenario.send(scenario.context(tier: nil), .nothing) }
        }
    }

    @Test func whoHasNoLimitIsToldNone() async throws {
        try await LimitScenario.run { scenario in
            for _ in 0..<300 {
                let context = try await scenario.send(scenario.context(tier: "enterprise"))
                #expect(try scenario.fields(context) == [:])
            }
            #expect(try await scenario.refusal(scenario.context(tier: "gold")).status == .forbidden)
        }
    }
}
