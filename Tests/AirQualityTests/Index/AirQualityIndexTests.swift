import Testing

@testable import AirQuality

@Suite("The index follows the EPA's tables")
struct AirQualityIndexTests {
    static let columns = BreakpointEdition.allCases.flatMap { edition in
        IndexScale.allCases.map { (edition, $0) }
    }

    @Test("each row from its low to its high, without gaps", arguments: columns)
    func rows(_ edition: BreakpointEdition, _ scale: IndexScale) throws {
        let rows = edition.breakpoints(for: scale)
        for (row, next) in zip(rows, rows.dropFirst()) {
            #expect(row.concentration.upperBound + 1 == next.concentration.lowerBound)
            #expect(row.index.upperBound + 1 == next.index.lowerBound)
        }
        for row in rows {
            #expect(row.interpolate(row.concentration.lowerBound) == row.index.lowerBound)
            #expect(row.interpolate(row.concentration.upperBound) == row.index.upperBound)
        }
    }

    @Test("never falling as the concentration rises", arguments: columns)
    func monotonic(_ edition: BreakpointEdition, _ scale: IndexScale) throws {
        let rows = edition.breakpoints(for: scale)
        let lowest = try #require(rows.first).concentration.lowerBound
        let highest = try #require(rows.last).concentration.upperBound
        var before = 0
        for units in lowest...highest {
            let text = "\(units)e-\(scale.decimals)"
            let index = try AirQualityIndex(TruncatedConcentration(text: text, on: scale), edition: edition)
            #expect(index.value >= before)
            before = index.value
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let scale: IndexScale
        let edition: BreakpointEdition
        let concentration: String
        let index: Int

        init(_ scale: IndexScale, _ edition: BreakpointEdition, _ concentration: String, _ index: Int) {
            (self.scale, self.edition, self.concentration, self.index) = (scale, edition, concentration, index)
        }

        var testDescription: String { "\(scale.title) \(concentration) by \(edition.rawValue)" }
    }

    // The first three are the worked example of the technical assistance document; the others were worked out by hand.
    static let cases = [
        Case(.o3EightHour, .epa2012, "0.07853333", 126), Case(.pm25Daily, .epa2012, "35.9", 102),
        Case(.coEightHour, .epa2012, "8.4", 90),
        Case(.pm25Daily, .epa2012, "12.0", 50), Case(.pm25Daily, .epa2024, "12.0", 56),
        Case(.pm25Daily, .epa2012, "9.05", 38), Case(.pm25Daily, .epa2024, "9.05", 50),
        Case(.pm25Daily, .epa2012, "225.4", 275), Case(.pm25Daily, .epa2024, "225.4", 300),
        Case(.pm25Daily, .epa2012, "500.4", 500), Case(.pm25Daily, .epa2024, "325.4", 500),
        Case(.pm10Daily, .epa2012, "504", 400), Case(.pm10Daily, .epa2024, "504", 389),
        Case(.coEightHour, .epa2012, "40.4", 400), Case(.coEightHour, .epa2024, "40.4", 400),
        Case(.no2OneHour, .epa2012, "1649", 400), Case(.no2OneHour, .epa2024, "1649", 400),
        Case(.so2OneHour, .epa2024, "304.9", 200), Case(.so2Daily, .epa2024, "305", 201),
        Case(.o3OneHour, .epa2024, "0.125", 101), Case(.o3OneHour, .epa2012, "0.504", 400),
        Case(.pm25Daily, .epa2024, "-0.1", 0),
    ]

    @Test("as worked out by hand", arguments: cases)
    func known(_ test: Case) throws {
        let concentration = try TruncatedConcentration(text: test.concentration, on: test.scale)
        #expect(try AirQualityIndex(concentration, edition: test.edition).value == test.index)
    }

    @Test(
        "and its last row goes on above 500",
        arguments: [
            Case(.pm25Daily, .epa2024, "325.5", 500), Case(.pm25Daily, .epa2024, "325.7", 501),
            Case(.pm25Daily, .epa2024, "425.3", 699), Case(.pm25Daily, .epa2012, "650.4", 599),
            Case(.pm10Daily, .epa2024, "783", 699), Case(.o3OneHour, .epa2024, "0.803", 699),
            Case(.so2Daily, .epa2012, "1203", 599), Case(.coEightHour, .epa2024, "70.3", 699),
        ])
    func beyond(_ test: Case) throws {
        let concentration = try TruncatedConcentration(text: test.concentration, on: test.scale)
        let index = try AirQualityIndex(concentration, edition: test.edition)
        #expect(index.value == test.index)
        #expect(index.isBeyondTable == (test.index > 500))
        #expect(index.category == .hazardous)
    }

    @Test(
        "and where a scale has no index, the other averaging period is asked for",
        arguments: [
            ("0.201", IndexScale.o3EightHour, IndexScale.o3OneHour, true), ("0.124", .o3OneHour, .o3EightHour, false),
            ("305", .so2OneHour, .so2Daily, true), ("304", .so2Daily, .so2OneHour, false),
        ])
    func outside(_ text: String, _ scale: IndexScale, _ other: IndexScale, _ above: Bool) throws {
        let expected =
            above
            ? AirQualityError.aboveScale(text, scale, other: other)
            : AirQualityError.belowScale(text, scale, other: other)
        for edition in BreakpointEdition.allCases {
            #expect(throws: expected) {
                try AirQualityIndex(TruncatedConcentration(text: text, on: scale), edition: edition)
            }
        }
    }

    @Test(
        "and each category has its range",
        arguments: [
            (0, AirQualityCategory.good), (50, .good), (51, .moderate), (100, .moderate),
            (101, .unhealthyForSensitiveGroups), (150, .unhealthyForSensitiveGroups), (151, .unhealthy),
            (200, .unhealthy), (201, .veryUnhealthy), (300, .veryUnhealthy), (301, .hazardous), (1007, .hazardous),
        ])
    func category(_ index: Int, _ category: AirQualityCategory) {
        #expect(AirQualityCategory(index: index) == category)
    }
}
