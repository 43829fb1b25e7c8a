import AirQuality
import Foundation
import Programs
import Testing

@Suite("The index is the one that the EPA publishes")
struct EPAIndexOracleTests {
    @Test(
        "in files made from the published breakpoints",
        arguments: [
            ("epa-older-pm25.csv", BreakpointEdition.epa2012, 24), ("epa-newer-pm25.csv", .epa2024, 21),
            ("epa-older-ozone.csv", .epa2012, 17),
        ])
    func fixtures(_ name: String, _ edition: BreakpointEdition, _ count: Int) throws {
        let rows = try EPADailyReaderTests.read(EPAFixture.text(name))
        #expect(rows.count == count)
        for row in rows {
            let index = try AirQualityIndex(row.truncatedConcentration(), edition: edition)
            #expect(index.value == row.publishedIndex, "\(name), line \(row.line), \(row.concentrationText)")
        }
    }

    // Files as downloaded carry the index by the table in force on the day of the download.
    @Test(
        "in the EPA's own files, row by row",
        .enabled(if: EPAArchive.folder != nil, EPAArchive.absence),
        arguments: [
            ("ny-2020-co.csv.gz", BreakpointEdition.epa2012, 2425), ("ny-2020-no2.csv.gz", .epa2012, 1801),
            ("ny-2020-ozone.csv.gz", .epa2012, 9290), ("ny-2020-pm2.csv.gz", .epa2012, 8580),
            ("ny-2020-so2.csv.gz", .epa2012, 4868), ("va-2023-pm25.csv.gz", .epa2024, 7703),
        ])
    func archive(_ name: String, _ edition: BreakpointEdition, _ count: Int) throws {
        let explained = try Self.explainedLines(of: name)
        var (rows, agreed) = (0, 0)
        func check(_ row: EPADailyMeasurement) throws {
            rows += 1
            let index = try AirQualityIndex(row.truncatedConcentration(), edition: edition)
            let agrees = index.value == row.publishedIndex
            agreed += agrees ? 1 : 0
            #expect(
                agrees != explained.contains(row.line),
                "\(name), line \(row.line): \(row.concentrationText) gives \(index.value), not \(row.publishedIndex ?? -1)"
            )
        }
        let bytes = try EPAArchive.decompressed(name)
        var reader = EPADailyReader()
        for start in stride(from: 0, to: bytes.count, by: 65_536) {
            try reader.read(bytes[start..<min(start + 65_536, bytes.count)].span, check)
        }
        try reader.finish(check)
        #expect(rows == count)
        print("EPA index: \(agreed) of \(rows) rows of \(name) agree, \(explained.count) listed with a reason")
    }

    /// The lines of a file on which the EPA's index cannot be had from what the file shows, each with its reason.
    private static func explainedLines(of name: String) throws -> Set<Int> {
        var lines: Set<Int> = []
        var reader = CSVReader()
        try reader.read(Array(EPAFixture.text("epa-disagreements.csv").utf8).span) { record in
            guard record.text(of: 0) == name else { return }
            #expect(!record.isEmpty(4), "line \(record.line) of the table has no reason")
            lines.insert(try #require(record.integer(of: 1)))
        }
        return lines
    }
}

/// Real daily files, which stay outside the repository.
enum EPAArchive {
    static let variable = "GEOCLIMATE_EPA_DATA"
    static let absence: Comment =
        "The EPA's daily files are not here, so no row of theirs was compared: set GEOCLIMATE_EPA_DATA to their folder."

    static var folder: URL? {
        let package = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let path = ProcessInfo.processInfo.environment[variable]
        let folder = path.map { URL(filePath: $0) } ?? package.appending(path: "../shared/data/epa").standardized
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }

    static func decompressed(_ name: String) throws -> [UInt8] {
        let gzip = try ChildProgram("/bin/gzip", ["-dc", try #require(folder).appending(path: name).path])
        let bytes = gzip.readAll(atMost: 1 << 30)
        #expect(gzip.wait() == 0)
        return bytes
    }
}
