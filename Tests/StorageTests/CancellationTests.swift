import Testing

@testable import Storage

/// A caller that goes away leaves a change done, and not in doubt.
@Suite struct CancellationTests {
    @Test func changesOfACancelledTaskRunToTheirEnd() async throws {
        try await withRegistry { registry, _ in
            let first = try await registry.add(bytes: [1])
            try await Self.cancelled {
                _ = try await registry.promote(
                    first.id, to: .production, by: ChangeOrigin(actor: "ada", at: .minute(1)))
            }
            #expect(try await registry.production()?.id == first.id)

            try await Self.cancelled { _ = try await registry.add(bytes: [2]) }
            let second = try #require(try await registry.latest(named: "aqi"))
            #expect(second.versionNumber == 2)

            try await registry.produce(second)
            try await Self.cancelled {
                _ = try await registry.rollback(name: "aqi", by: ChangeOrigin(actor: "ada", at: .minute(2)))
            }
            #expect(try await registry.production()?.id == first.id)

            try await Self.cancelled {
                try await registry.delete(second.id, by: ChangeOrigin(actor: "ada", at: .minute(3)))
            }
            #expect(try await registry.models().map(\.id) == [first.id])
        }
    }

    /// Runs `body` to its end in a task that is cancelled before it begins.
    private static func cancelled(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask {
                #expect(Task.isCancelled)
                try await body()
            }
            try await group.waitForAll()
        }
    }
}
