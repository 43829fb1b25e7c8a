import GRDB
import Testing

@testable import Storage

@Suite struct LeaseStoreTests {
    private static func lease(_ kind: StoredLease.Kind = .user, _ id: Int64 = 1, day: UInt16 = 20_000) -> StoredLease {
        StoredLease(
            kind: kind, id: id, ownerID: 1, day: day, leased: .max, arrivalWall: 1_700_000_000_000_000_000,
            arrivalBoot: 7, debt: 3, refill: 9)
    }

    @Test func leasesAreReadAsTheyWereWritten() async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let store = LeaseStore(database: database)
            #expect(try await store.all().clock == LeaseClock(day: 0, bootID: ""))
            try await store.write([Self.lease(), Self.lease(.key, 1), Self.lease(.key, 2)], day: 20_000)
            var second = Self.lease(day: 20_001)
            second.leased = 5
            try await store.write([second], day: 20_001)
            let all = try await store.all()
            #expect(Set(all.leases) == [second, Self.lease(.key, 1), Self.lease(.key, 2)])
            #expect(all.clock.day == 20_001)
            try await database.close()
        }
    }

    @Test func theDayNeverGoesBack() async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let store = LeaseStore(database: database)
            try await store.write([], day: 20_001)
            try await store.write([], day: 19_000)
            try await store.replace(with: [], clock: LeaseClock(day: 100, bootID: "boot"))
            #expect(try await store.all().clock == LeaseClock(day: 20_001, bootID: "boot"))
            for sql in [
                "UPDATE limit_clock SET day = 1", "DELETE FROM limit_clock",
                "INSERT INTO limit_clock VALUES (2, 0, '')",
                "INSERT INTO limit_leases VALUES ('role', 1, 1, 1, 1, 1, 1, 1, 1)",
                "INSERT INTO limit_leases VALUES ('user', 1, 1, 65536, 1, 1, 1, 1, 1)",
                "INSERT INTO limit_leases VALUES ('user', 1, 1, 1, -1, 1, 1, 1, 1)",
                "INSERT INTO limit_leases VALUES ('user', 1, 1, 1, 1, 1, 1, -1, 1)",
            ] {
                await #expect(throws: StorageError.self) { try await database.write { try $0.execute(sql: sql) } }
            }
            try await database.close()
        }
    }

    @Test func aStopWritesWhatWasSpent() async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let store = LeaseStore(database: database)
            try await store.write([Self.lease(.user, 1), Self.lease(.user, 2)], day: 20_000)
            let closure = LeaseClosure(
                kind: .user, id: 1, day: 20_001, spent: 12, arrivalWall: 5, arrivalBoot: 6)
            try await store.close([closure], day: 20_001)
            let leases = try await store.all().leases.sorted { $0.id < $1.id }
            #expect(leases.map(\.leased) == [12, .max])
            #expect(leases.map(\.debt) == [0, 0])
            #expect(leases.first?.arrivalWall == 5 && leases.first?.arrivalBoot == 6 && leases.first?.day == 20_001)
            try await database.close()
        }
    }

    @Test func whatWasSpentOutlivesTheAccount() async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            try await database.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO users (id, username, email, tier, created_at, updated_at)
                        VALUES (1, 'ada', 'ada@example.org', 'free', 0, 0)
                        """)
            }
            let store = LeaseStore(database: database)
            try await store.write([Self.lease()], day: 20_000)
            try await database.write { try $0.execute(sql: "DELETE FROM users") }
            #expect(try await store.all().leases.count == 1)
            try await database.close()
        }
    }
}
