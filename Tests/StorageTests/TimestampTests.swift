import Testing

@testable import Storage

@Suite struct TimestampTests {
    static let pairs: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_709_251_199_123, "2024-02-29T23:59:59.123Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (Timestamp.earliest.millisecondsSince1970, "0000-01-01T00:00:00.000Z"),
        (Timestamp.latest.millisecondsSince1970, "9999-12-31T23:59:59.999Z"),
    ]

    @Test(arguments: pairs)
    func printsAndParses(_ milliseconds: Int64, _ text: String) {
        #expect(Timestamp(millisecondsSince1970: milliseconds).rfc3339 == text)
        #expect(Timestamp(rfc3339: text)?.millisecondsSince1970 == milliseconds)
    }

    @Test(
        arguments: [
            ("2024-02-29T23:59:59Z", 1_709_251_199_000), ("2024-02-29t23:59:59z", 1_709_251_199_000),
            ("2024-02-29 23:59:59Z", 1_709_251_199_000), ("2024-02-29T23:59:59.1Z", 1_709_251_199_100),
            ("2024-02-29T23:59:59.1239999999999999999999999Z", 1_709_251_199_123),
            ("2024-03-01T01:29:59+01:30", 1_709_251_199_000), ("2024-02-29T18:29:59-05:30", 1_709_251_199_000),
            ("1970-01-01T00:00:00-00:00", 0),
        ] as [(String, Int64)])
    func parsesEveryFormOfTheStandard(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.millisecondsSince1970 == milliseconds)
    }

    @Test(arguments: [
        "", "2024", "2024-02-29", "2024-02-29T23:59:59", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2024-04-31T00:00:00Z", "2024-00-01T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-00T00:00:00Z",
        "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2016-12-31T23:59:60Z", "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00+1:00", "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00+00:60", "2024-01-01T00:00:00Zx",
        " 2024-01-01T00:00:00Z", "+024-01-01T00:00:00Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        "٢٠٢٤-01-01T00:00:00Z",
    ])
    func refusesWhatIsNoMoment(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func everyDayOfFourCenturiesRoundTripsInOrder() {
        var before: CivilDate?
        for day in Int64(-25_567)...120_530 {
            let date = CivilDate(daysSince1970: day)
            #expect(date.daysSince1970 == day)
            #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date)
            if let before, date.day != before.day + 1 { #expect(date.day == 1) }
            before = date
        }
    }

    @Test func stopsAtTheEdges() {
        #expect(Timestamp(millisecondsSince1970: .min) == .earliest)
        #expect(Timestamp(millisecondsSince1970: .max) == .latest)
        #expect(Timestamp.earliest < .latest)
    }
}
