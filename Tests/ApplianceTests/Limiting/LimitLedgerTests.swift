import HTTPTypes
import Limiting
import Storage
import Testing

@testable import Appliance

/// What is left of an allowance after restarts.
@Suite struct LimitLedgerTests {
    @Test func killedTheProcessLosesALeaseAtMost() async throws {
        try await LimitScenario.run { scenario in
            var current = scenario
            var answered = 0
            var refused = false
            for _ in 0..<200 where !refused {
                for _ in 0..<13 {
                    do {
                        _ = try await current.send(current.context())
                        answered += 1
                    } catch let error as APIError {
                        #expect(error.type?.names == ["violated-policies": ["daily"]])
                        refused = true
                        break
                    }
                    scenario.clock.advance(milliseconds: 2_000)
                }
                current = try await current.restarted()
            }
            #expect(refused)
            #expect(answered <= 1_000)
            // Each of at most 77 kills costs ten tokens at most.
            #expect(answered >= 1_000 * 13 / 23)
        }
    }

    @Test func stoppedInOrderNothingIsLost() async throws {
        try await LimitScenario.run { scenario in
            var current = scenario
            for turn in 1...50 {
                let fields = try current.fields(try await current.send(current.context()))
                #expect(fields["x-daily-quota-remaining"] == "\(1_000 - turn)")
                #expect(fields["x-ratelimit-remaining"] == "\(100 - turn)")
                try await current.limits.ledger.close()
                current = try await current.restarted()
            }
        }
    }

    @Test(arguments: ["", "same"]) func theBucketStaysEmptyOverARestart(bootID: String) async throws {
        try await LimitScenario.run { scenario in
            let first = try await scenario.restarted(bootID: bootID)
            for _ in 0..<100 { _ = try await first.send(first.context()) }
            try await first.limits.ledger.close()
            let second = try await first.restarted(bootID: bootID)
            #expect(try await second.refusal(second.context()).headers[.retryAfter] == "1")
        }
    }

    @Test func whatCannotBeMadeDurableIsNotGranted() async throws {
        try await LimitScenario.run { scenario in
            try await scenario.parts.database.close()
            let error = try await scenario.refusal(scenario.context())
            #expect(error.status == .serviceUnavailable)
            #expect(error.headers[.retryAfter] == "5")
            #expect(error.cause?.contains("closed") == true)
        }
    }

    @Test func manyWaitForOneWrite() async throws {
        try await LimitScenario.run { scenario in
            await withTaskGroup(of: Bool.self) { group in
                for user in 1...40 as ClosedRange<Int64> {
                    group.addTask { (try? await scenario.send(scenario.context(user: user))) != nil }
                }
                for await isAdmitted in group { #expect(isAdmitted) }
            }
            let leases = try await LeaseStore(database: scenario.parts.database).all().leases
            #expect(leases.count == 40)
            #expect(leases.allSatisfy { $0.leased == 11 })
        }
    }

    @Test func clocksThatWereMovedDoNotOverflow() {
        let clocks = ClockPair(boot: 0, wall: 1_700_000_000_000_000_000)
        #expect(clocks.wall(atBoot: .max) == .max)
        #expect(clocks.boot(atWall: .min) == .min)
        #expect(clocks.boot(atWall: clocks.wall(atBoot: 5)) == 5)
    }
}
