import AirQuality
import Testing

@Suite("The index of a day is that of the worst pollutant")
struct DailyAirQualityTests {
    private func day(_ readings: [(IndexScale, String)]) throws -> DailyAirQuality {
        try DailyAirQuality(readings.map { try TruncatedConcentration(text: $0.1, on: $0.0) })
    }

    @Test("as in the document's example")
    func example() throws {
        let day = try day([(.coEightHour, "8.4"), (.pm25Daily, "35.9"), (.o3EightHour, "0.078")])
        #expect(day.index.value == 126)
        #expect(day.responsible == .o3)
        #expect(day.index.category.name == "Unhealthy for Sensitive Groups")
        #expect(day.pollutants.mapValues(\.value) == [.co: 90, .pm25: 102, .o3: 126])
    }

    @Test("and of equals the first in order")
    func equals() throws {
        #expect(try day([(.no2OneHour, "53"), (.pm10Daily, "54"), (.coEightHour, "4.4")]).responsible == .pm10)
    }

    @Test("and ozone's is the higher of its two")
    func ozone() throws {
        #expect(try day([(.o3EightHour, "0.070"), (.o3OneHour, "0.125")]).index.value == 101)
        #expect(try day([(.o3EightHour, "0.085"), (.o3OneHour, "0.125")]).index.value == 150)
        #expect(try day([(.o3EightHour, "0.050"), (.o3OneHour, "0.090")]).index.value == 46)
        #expect(try day([(.o3EightHour, "0.210"), (.o3OneHour, "0.405")]).index.value == 301)
        #expect(throws: AirQualityError.aboveScale("0.210", .o3EightHour, other: .o3OneHour)) {
            try self.day([(.o3EightHour, "0.210"), (.pm25Daily, "5")])
        }
        #expect(throws: AirQualityError.belowScale("0.090", .o3OneHour, other: .o3EightHour)) {
            try self.day([(.o3OneHour, "0.090")])
        }
    }

    @Test("and sulphur dioxide's above 200 is that of its mean")
    func sulphurDioxide() throws {
        #expect(try day([(.so2OneHour, "75"), (.so2Daily, "30")]).index.value == 100)
        #expect(try day([(.so2OneHour, "400"), (.so2Daily, "30")]).index.value == 200)
        #expect(try day([(.so2OneHour, "400"), (.so2Daily, "305")]).index.value == 201)
        #expect(throws: AirQualityError.aboveScale("400", .so2OneHour, other: .so2Daily)) {
            try self.day([(.so2OneHour, "400")])
        }
    }

    @Test("and there must be one reading a scale, and one at all")
    func readings() throws {
        #expect(throws: AirQualityError.noReadings) { try self.day([]) }
        #expect(throws: AirQualityError.duplicateReading(.pm10Daily)) {
            try self.day([(.pm10Daily, "1"), (.pm10Daily, "2")])
        }
    }
}
