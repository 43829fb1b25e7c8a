import GRDB
import Testing

@testable import Storage

/// Usage in the database: what is added up, what is reported, what goes and what stays.
@Suite struct UsageStoreTests {
    /// 2025-01-01, in minutes and days since 1970.
    static let minute: Int64 = 28_928_160
    static let day: Int64 = 20_089

    static func key(
        _ minute: Int64 = 0, user: Int64 = 1, key: Int64 = 7, status: Int = 200, model: String = "m",
        endpoint: String = "/predict"
    ) -> UsageKey {
        UsageKey(
            minute: Self.minute + minute, userID: user, keyID: key, method: "POST", endpoint: endpoint,
            status: status, modelID: model)
    }

    static func used(_ requests: Int64) -> UsageCounts {
        UsageCounts(
            requests: requests, rows: requests * 2, bytesIn: requests * 10, bytesOut: requests * 20,
            microseconds: requests * 100)
    }

    static func days(_ range: ClosedRange<Int64> = 0...0, by dimensions: UsageDimension...) -> UsageQuery {
        UsageQuery(.days(day + range.lowerBound...day + range.upperBound), by: dimensions, limit: 100)
    }

    private func withStore(
        limits: Limits = .standard, _ body: (UsageStore, ApplianceDatabase) async throws -> Void
    ) async throws {
        try await withScenario(limits: limits) { scenario in
            let database = try await scenario.open()
            try await body(UsageStore(database: database), database)
            #expect(try await database.consistencyProblems() == [])
            try await database.close()
        }
    }

    @Test func batchesAddUpInMinutesAndDaysAlike() async throws {
        try await withStore { store, database in
            try await store.record([Self.key(): Self.used(1), Self.key(1): Self.used(2)])
            try await store.record([Self.key(1): Self.used(3), Self.key(1_440): Self.used(5)])
            try await store.record([:])
            let minutes = try await database.read { database in
                try Row.fetchAll(database, sql: "SELECT minute / 60000, requests FROM usage_minutes ORDER BY 1")
                    .map { [try $0.decode(Int64.self, atIndex: 0) - Self.minute, try $0.decode(atIndex: 1)] }
            }
            #expect(minutes == [[0, 1], [1, 5], [1_440, 5]])
            let report = try await store.report(Self.days(0...1, by: .day))
            #expect(report.groups.map(\.day) == [Self.day, Self.day + 1])
            #expect(report.groups.map(\.counts) == [Self.used(6), Self.used(5)])
            #expect(report.total == Self.used(11) && report.groupCount == 2)
        }
    }

    @Test func aBatchIsWrittenWholeOrNotAtAll() async throws {
        try await withStore { store, database in
            try await database.write { database in
                try database.execute(
                    sql: """
                        CREATE TRIGGER refuse BEFORE INSERT ON usage_days WHEN NEW.status = 500
                        BEGIN SELECT RAISE(ABORT, 'no'); END
                        """)
            }
            await #expect(throws: StorageError.self) {
                try await store.record([Self.key(): Self.used(1), Self.key(status: 500): Self.used(1)])
            }
            #expect(try await store.report(Self.days()).total == .zero)
            #expect(
                try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM usage_minutes") } == 0)
        }
    }

    @Test func whatIsTakenAwayIsSubtracted() async throws {
        try await withStore { store, _ in
            try await store.record([Self.key(): Self.used(3)])
            try await store.record([Self.key(): -Self.used(1), Self.key(status: 503): Self.used(1)])
            let report = try await store.report(Self.days(by: .status))
            #expect(report.groups.map(\.status) == [200, 503])
            #expect(report.groups.map(\.counts) == [Self.used(2), Self.used(1)])
        }
    }

    @Test func eachAccountIsNewOnce() async throws {
        try await withStore { store, _ in
            let nobody = try await store.record([Self.key(user: 0): Self.used(1)])
            let both = try await store.record([Self.key(user: 1): Self.used(1), Self.key(1, user: 2): Self.used(1)])
            let third = try await store.record([Self.key(2, user: 1): Self.used(1), Self.key(user: 3): Self.used(1)])
            #expect([nobody, both, third] == [0, 2, 1])
        }
    }

    @Test(arguments: [
        ([UsageDimension.user], [[1, 4], [2, 2]]), ([.key], [[7, 4], [8, 2]]), ([.status], [[200, 5], [429, 1]]),
        ([], [[6]]),
    ])
    func groupsAreTheBusiestFirst(dimensions: [UsageDimension], expected: [[Int64]]) async throws {
        try await withStore { store, _ in
            try await store.record([
                Self.key(): Self.used(3), Self.key(status: 429): Self.used(1), Self.key(user: 2, key: 8): Self.used(2),
            ])
            let query = UsageQuery(.days(Self.day...Self.day), by: dimensions, limit: 100)
            let found = try await store.report(query).groups.map { group in
                [group.userID, group.keyID, group.status.map(Int64.init), group.counts.requests].compactMap(\.self)
            }
            #expect(found == expected)
        }
    }

    @Test func severalDimensionsPagesAndOneAccount() async throws {
        try await withStore { store, _ in
            for user in 1...5 as ClosedRange<Int64> {
                try await store.record([
                    Self.key(user: user): Self.used(user), Self.key(user: user, endpoint: "/models"): Self.used(1),
                ])
            }
            var query = Self.days(by: .user, .endpoint)
            query.limit = 3
            query.offset = 2
            let page = try await store.report(query)
            #expect(page.groupCount == 10 && page.total == Self.used(20))
            #expect(page.groups.map(\.userID) == [3, 2, 1])
            #expect(page.groups.map(\.endpoint) == ["/predict", "/predict", "/models"])
            query.userID = 4
            query.offset = 0
            let own = try await store.report(query)
            #expect(own.groupCount == 2 && own.total == Self.used(5))
            #expect(own.groups.map(\.userID) == [4, 4])
        }
    }

    @Test func timesAreCountedFromTheMinutes() async throws {
        try await withStore { store, _ in
            for minute in 0...4 as ClosedRange<Int64> { try await store.record([Self.key(minute): Self.used(1)]) }
            let range = Self.minute + 1..<Self.minute + 3
            let report = try await store.report(UsageQuery(.minutes(range), by: [.day], limit: 10))
            #expect(report.total == Self.used(2))
            #expect(report.groups.map(\.day) == [Self.day])
        }
    }

    @Test func aReportHasAtMostSoManyGroups() async throws {
        var limits = Limits()
        limits.usageReportRows = 2
        try await withStore(limits: limits) { store, _ in
            for user in 1...3 as ClosedRange<Int64> { try await store.record([Self.key(user: user): Self.used(1)]) }
            let report = try await store.report(Self.days(by: .user))
            #expect(report.groups.count == 2 && report.groupCount == 3)
        }
    }

    @Test func namesOutliveTheAccountAndTheModel() async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let store = UsageStore(database: database)
            let registry = scenario.registry(database)
            let model = try await registry.add("aqi")
            let users: [Int64] = try await database.write { database in
                try ["ada", "grace"].map { name in
                    try database.execute(
                        sql: """
                            INSERT INTO users (username, email, tier, created_at, updated_at)
                            VALUES (?1, ?1 || '@example.org', 'free', 0, 0)
                            """, arguments: [name])
                    return database.lastInsertedRowID
                }
            }
            for user in users {
                try await store.record([Self.key(user: user, model: model.id): Self.used(1)])
            }
            try await registry.delete(model.id, by: ChangeOrigin(actor: "cli:ada", at: .minute(1)))
            try await database.write { try $0.execute(sql: "DELETE FROM users WHERE username = 'ada'") }
            let report = try await store.report(Self.days(by: .user, .model))
            #expect(report.groups.map(\.username) == ["ada", "grace"])
            #expect(Set(report.groups.map(\.modelName)) == ["aqi@v1"])
            try await database.close()
        }
    }

    @Test func expiredMinutesGoBeforeTheirDays() async throws {
        var limits = Limits()
        limits.usageRowsDeletedAtOnce = 2
        try await withStore(limits: limits) { store, database in
            for minute in 0..<5 as Range<Int64> { try await store.record([Self.key(minute): Self.used(1)]) }
            try await store.record([Self.key(1_440): Self.used(1)])
            let cut = Timestamp.minute(4)
            var steps = 0
            while try await store.deleteExpired(minutesBefore: cut, daysBefore: .minute(0)) { steps += 1 }
            #expect(steps == 2, "four minutes, two at a time")
            let minutes = "SELECT count(*) FROM usage_minutes"
            #expect(try await database.read { try Int.fetchOne($0, sql: minutes) } == 2)
            #expect(try await store.report(Self.days(0...1)).total == Self.used(6))
            while try await store.deleteExpired(minutesBefore: .minute(9_999), daysBefore: .minute(1_441)) {}
            #expect(try await database.read { try Int.fetchOne($0, sql: minutes) } == 0)
            #expect(try await store.report(Self.days(0...1)).total == Self.used(1))
        }
    }

    @Test func theNameOfADeletedAccountGoesWithItsLastDay() async throws {
        try await withStore { store, database in
            try await store.record([Self.key(): Self.used(1)])
            try await database.write { try $0.execute(sql: "INSERT INTO usage_names VALUES ('user', 1, 'ada')") }
            _ = try await store.deleteExpired(minutesBefore: .minute(0), daysBefore: .minute(0))
            #expect(try await store.report(Self.days(by: .user)).groups.first?.username == "ada")
            _ = try await store.deleteExpired(minutesBefore: .minute(1_440), daysBefore: .minute(1_440))
            #expect(
                try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM usage_names") } == 0)
        }
    }
}

@Suite struct DayTests {
    @Test(
        arguments: [
            ("1970-01-01", 0), ("2025-01-01", 20_089), ("2024-02-29", 19_782), ("1969-12-31", -1),
            ("0000-01-01", -719_528),
        ] as [(String, Int64)])
    func daysAreReadAndWritten(text: String, day: Int64) throws {
        let moment = try #require(Timestamp(day: text))
        #expect(moment.daysSince1970 == day && moment.day == text)
        #expect(Timestamp(daysSince1970: day) == moment)
        #expect(moment.minutesSince1970 == day * 1_440)
    }

    @Test(arguments: ["", "2025-02-29", "2025-1-1", "20250101", "2025-01-01T", "2025-01-0٣", "+025-01-01"])
    func otherTextsAreNoDays(text: String) { #expect(Timestamp(day: text) == nil) }
}
