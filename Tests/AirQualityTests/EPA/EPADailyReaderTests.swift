import AirQuality
import Foundation
import Testing

@Suite("The EPA's daily files are read by their headers")
struct EPADailyReaderTests {
    static let header = "Date,Site ID,POC,Daily Mean PM2.5 Concentration,UNITS,DAILY_AQI_VALUE"
    static let row = "02/29/2020,360010005,2,35.45,ug/m3 LC,99"

    @Test("with every field")
    func fields() throws {
        let row = try #require(try Self.read(EPAFixture.text("epa-older-pm25.csv")).first)
        #expect(row.day.description == "2020-02-01")
        #expect(row.site == "999990001")
        #expect(row.occurrence == 1)
        #expect(row.scale == .pm25Daily)
        #expect(row.concentrationText == "-3.4")
        #expect(row.concentration == -3.4)
        #expect(row.publishedIndex == 0)
        #expect(row.observations == 24)
        #expect(row.percentComplete == 100)
        #expect(row.latitude == 40.5)
        #expect(row.longitude == -73.25)
        #expect(row.line == 2)
    }

    @Test("also the least of them")
    func least() throws {
        let rows = try Self.read("\(Self.header)\n\(Self.row)\n03/01/2020,360010005,2,7,ug/m3 LC,")
        #expect(rows.map(\.publishedIndex) == [99, nil])
        #expect(rows.map(\.day.description) == ["2020-02-29", "2020-03-01"])
        #expect(rows.map(\.percentComplete) == [nil, nil])
    }

    @Test(
        "and refused with the reason",
        arguments: [
            ("", EPADailyError.empty), ("a,b\n", .unknownConcentration),
            ("Date,Daily Mean PM2.5 Concentration\n", .missingColumn("\"site id\"")),
            ("Date,DATE\n", .duplicateColumn("\"date\"")),
            ("Daily Mean PM2.5 Concentration,Daily Mean PM10 Concentration\n", .unknownConcentration),
            ("Daily Mean Pb Concentration,Date\n", .unknownConcentration),
        ])
    func headers(_ text: String, _ error: EPADailyError) {
        #expect(throws: error) { try Self.read(text) }
    }

    @Test(
        "and a field that is not what it should be is named",
        arguments: [
            ("02/30/2020", 0, "date"), ("2/1/2020", 0, "date"), ("02-01-2020", 0, "date"), ("+2/01/2020", 0, "date"),
            ("", 1, "site id"), ("x", 2, "poc"), ("", 3, "concentration"), ("NA", 3, "concentration"),
            ("ppb", 4, "units"), ("", 4, "units"), ("-1", 5, "daily aqi value"), ("1.5", 5, "daily aqi value"),
        ])
    func badFields(_ text: String, _ field: Int, _ column: String) {
        var fields = Self.row.split(separator: ",").map(String.init)
        fields[field] = text
        #expect(throws: EPADailyError.badField(line: 2, column: column, text: "\"\(text)\"")) {
            try Self.read("\(Self.header)\n\(fields.joined(separator: ","))\n")
        }
    }

    static func read(_ text: String) throws -> [EPADailyMeasurement] {
        var rows: [EPADailyMeasurement] = []
        var reader = EPADailyReader()
        try reader.read(Array(text.utf8).span) { rows.append($0) }
        try reader.finish { rows.append($0) }
        return rows
    }
}

/// The committed files beside the tests.
enum EPAFixture {
    static func text(_ name: String) throws -> String {
        let folder = try #require(Bundle.module.resourceURL)
        return try String(contentsOf: folder.appending(path: "Fixtures").appending(path: name), encoding: .utf8)
    }
}
