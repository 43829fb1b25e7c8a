import Storage
import Testing

@testable import Appliance

/// What the words of a report request mean, and which are refused.
@Suite struct UsageReportRequestTests {
    /// 2026-03-10T12:30:45Z; a day of its own is 20,522.
    static let now = Timestamp(rfc3339: "2026-03-10T12:30:45Z") ?? .earliest
    static let today: Int64 = 20_522

    static func query(_ request: UsageReportRequest) throws(UsageReportRequest.Refusal) -> UsageQuery {
        try request.query(
            dimensions: UsageDimension.allCases, userID: nil, now: now, minuteDays: 90, pageRows: 1...1_000,
            defaultRows: 100)
    }

    @Test(
        arguments: [
            (nil, nil, today - 29, today), ("2026-03-01", nil, today - 9, today),
            (nil, "2026-03-01", today - 38, today - 9),
            ("2026-03-10", "2026-03-10", today, today), ("2025-03-10", nil, today - 365, today),
        ] as [(String?, String?, Int64, Int64)])
    func days(from: String?, to: String?, first: Int64, last: Int64) throws {
        let query = try Self.query(UsageReportRequest(from: from, to: to))
        #expect(query == UsageQuery(.days(first...last), by: [.day], limit: 100))
    }

    @Test(
        arguments: [
            ("2026-03-10T12:00:00Z", nil, 720, 751), ("2026-03-10T12:00:59Z", "2026-03-10T12:10:00Z", 720, 730),
            ("2026-03-10", "2026-03-10T00:01:00Z", 0, 1), ("2026-03-09T23:00:00+01:00", "2026-03-10", -120, 1_440),
            ("2026-03-10T01:00:00Z", "2026-03-10T01:00:00Z", 60, 60),
            ("2026-03-04T00:00:00Z", "2026-03-10", -8_640, 1_440),
        ] as [(String, String?, Int64, Int64)])
    func times(from: String, to: String?, first: Int64, end: Int64) throws {
        let midnight = Self.today * 1_440
        let query = try Self.query(UsageReportRequest(from: from, to: to))
        #expect(query.period == .minutes(midnight + first..<midnight + end))
    }

    @Test func dimensionsAreReadInTheirOrder() throws {
        #expect(try Self.query(UsageReportRequest(by: "user,day")).dimensions == [.user, .day])
        #expect(try Self.query(UsageReportRequest(limit: "1000", offset: "1000000")).limit == 1_000)
    }

    @Test(arguments: [
        (UsageReportRequest(from: "yesterday"), "from"), (UsageReportRequest(to: "2026-02-30"), "to"),
        (UsageReportRequest(from: "2026-03-10", to: "2026-03-09"), "from"),
        (UsageReportRequest(from: "2025-03-09"), "from"), (UsageReportRequest(to: "2026-03-10T00:00:00Z"), "from"),
        (UsageReportRequest(from: "2026-03-10T02:00:00Z", to: "2026-03-10T01:00:00Z"), "from"),
        (UsageReportRequest(from: "2026-03-03T23:59:00Z", to: "2026-03-10"), "from"),
        (UsageReportRequest(from: "2025-12-01T00:00:00Z", to: "2025-12-01T01:00:00Z"), "from"),
        (UsageReportRequest(by: "users"), "by"), (UsageReportRequest(by: ""), "by"),
        (UsageReportRequest(by: "day,day"), "by"), (UsageReportRequest(limit: "0"), "limit"),
        (UsageReportRequest(limit: "1001"), "limit"), (UsageReportRequest(offset: "-1"), "offset"),
        (UsageReportRequest(offset: "1000001"), "offset"),
    ])
    func refused(request: UsageReportRequest, part: String) throws {
        let refusal = try #require(throws: UsageReportRequest.Refusal.self) { try Self.query(request) }
        #expect(refusal.part == part)
        #expect(refusal.description.hasSuffix("."))
    }

    @Test func nobodyIsReportedByUserWhereOnlyTheirOwnUsageIsShown() throws {
        #expect(throws: UsageReportRequest.Refusal.self) {
            try UsageReportRequest(by: "user").query(
                dimensions: [.day], userID: 3, now: Self.now, minuteDays: 90, pageRows: 1...10, defaultRows: 10)
        }
    }
}
