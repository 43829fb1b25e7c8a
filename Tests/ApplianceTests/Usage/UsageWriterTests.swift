import HTTPTypes
import Logging
import Storage
import Telemetry
import Testing

@testable import Appliance

/// When usage reaches the disk, and what happens while it cannot.
@Suite struct UsageWriterTests {
    /// Makes every write of usage fail until ``mend(_:)``, as a full disk would.
    private func breakUsage(_ appliance: TestAppliance) throws {
        try appliance.behindItsBack(
            "CREATE TRIGGER broken BEFORE INSERT ON usage_minutes BEGIN SELECT RAISE(ABORT, 'broken'); END")
    }

    private func mend(_ appliance: TestAppliance) throws { try appliance.behindItsBack("DROP TRIGGER broken") }

    private func total(_ appliance: TestAppliance) async throws -> UsageCounts {
        let query = UsageQuery(.days(0...40_000), by: [], limit: 1)
        return try await appliance.parts.usage.store.report(query).total
    }

    @Test func anAnswerInBatchedModeDoesNotWait() async throws {
        try await TestAppliance.run { appliance in
            try breakUsage(appliance)
            #expect(try await appliance.get("/models").status == .ok)
            await #expect(throws: StorageError.self) { try await appliance.parts.usage.writer.commit() }
            #expect(try await appliance.get("/models").status == .ok)
            await #expect(throws: StorageError.self) { try await appliance.parts.usage.writer.commit() }
            #expect(try await total(appliance) == .zero)
            try mend(appliance)
            try await appliance.parts.usage.writer.commit()
            #expect(try await total(appliance).requests == 2)
            appliance.logSystem.flush()
            let log = appliance.log.text
            #expect(log.split(separator: "Usage cannot be written").count == 2, "said once")
            #expect(log.contains("Usage is written again."))
            #expect(try await appliance.metrics().contains("usage_flush_failures_total 2"))
        }
    }

    @Test func anAnswerInStrictModeIsOnTheDisk() async throws {
        try await TestAppliance.run(usage: UsageSettings(durability: .strict)) { appliance in
            for count in 1...3 as ClosedRange<Int64> {
                let answer = try await appliance.get("/models")
                let written = try await total(appliance).requests
                #expect(answer.status == .ok && written == count)
            }
        }
    }

    @Test func aFailedCommitInStrictModeIs503AndCountedAsThat() async throws {
        try await TestAppliance.run(usage: UsageSettings(durability: .strict)) { appliance in
            try breakUsage(appliance)
            try expectProblem(try await appliance.get("/models"), .serviceUnavailable, saying: "withheld")
            #expect(try await appliance.get("/health").status == .ok, "a probe does not wait")
            try mend(appliance)
            #expect(try await appliance.get("/models").status == .ok)
            let query = UsageQuery(.days(0...40_000), by: [.endpoint, .status], limit: 10)
            let groups = try await appliance.parts.usage.store.report(query).groups.filter { $0.counts.requests != 0 }
            #expect(
                Set(groups.map { "\($0.endpoint ?? "") \($0.status ?? 0) \($0.counts.requests)" })
                    == ["/models 503 1", "/models 200 1", "/health 200 1"])
        }
    }

    @Test func manyWhoWaitShareCommits() async throws {
        try await TestAppliance.run(usage: UsageSettings(durability: .strict)) { appliance in
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<200 {
                    group.addTask { (try? await appliance.get("/models").status) == .ok }
                }
                for await isAnswered in group { #expect(isAnswered) }
            }
            let written = try await total(appliance).requests
            #expect(written == 200)
            let commits = appliance.parts.usage.metrics.commits.value
            #expect((1..<200).contains(commits), "\(commits)")
        }
    }

    @Test func aCancelledCallerStillWrites() async throws {
        try await TestAppliance.run { appliance in
            _ = try await appliance.get("/models")
            let task = Task { try await appliance.parts.usage.writer.commit() }
            task.cancel()
            try await task.value
            #expect(try await total(appliance).requests == 1)
        }
    }

    @Test func firstCallsAreCounted() async throws {
        try await TestAppliance.run { appliance in
            let meter = appliance.parts.usage.meter
            let route = meter.route(method: "GET", endpoint: "/x")
            for user in [1, 2, 2] as [Int64] { meter.add(UsageMeterTests.note(route, user: user)) }
            try await appliance.parts.usage.writer.commit()
            meter.add(UsageMeterTests.note(route, user: 1))
            try await appliance.parts.usage.writer.commit()
            #expect(try await appliance.metrics().contains("\nuser_first_api_call 2\n"))
        }
    }
}
