/// Reads the EPA's daily outdoor air quality files (AirData "Download Daily Data") from chunks of bytes.
///
/// Both the older header (`DAILY_AQI_VALUE`) and the newer one (`Daily AQI Value`) are known; columns are found by name.
/// Feed the chunks in order and call `finish(_:)` at the end, as with `CSVReader`. After an error the reader is of no
/// further use.
public struct EPADailyReader: Sendable {
    private var reader = CSVReader()
    private var columns: EPADailyColumns?

    /// A reader at the start of a file.
    public init() {}

    /// Takes the file's next bytes and hands over the rows that they complete.
    /// - Throws: `CSVError`, `EPADailyError`, or what the closure throws.
    public mutating func read(_ chunk: Span<UInt8>, _ body: (EPADailyMeasurement) throws -> Void) throws {
        var columns = columns
        try reader.read(chunk) { record in try Self.take(record, &columns, body) }
        self.columns = columns
    }

    /// Ends the file and hands over its last row if no line end followed it.
    /// - Throws: `CSVError`, `EPADailyError`, or what the closure throws.
    public mutating func finish(_ body: (EPADailyMeasurement) throws -> Void) throws {
        var columns = columns
        try reader.finish { record in try Self.take(record, &columns, body) }
        if columns == nil { throw EPADailyError.empty }
        self.columns = columns
    }

    private static func take(
        _ record: CSVRecord, _ columns: inout EPADailyColumns?, _ body: (EPADailyMeasurement) throws -> Void
    ) throws {
        if let columns {
            try body(EPADailyMeasurement(record, columns))
        } else {
            columns = try EPADailyColumns(header: record)
        }
    }
}

extension EPADailyMeasurement {
    init(_ record: CSVRecord, _ columns: EPADailyColumns) throws(EPADailyError) {
        func bad(_ field: Int, _ column: String) -> EPADailyError {
            .badField(line: record.line, column: column, text: quoted(record.text(of: field) ?? "\u{FFFD}"))
        }
        func optionalNumber(_ field: Int?, _ column: String) throws(EPADailyError) -> Double? {
            guard let field, !record.isEmpty(field) else { return nil }
            guard let number = record.number(of: field) else { throw bad(field, column) }
            return number
        }
        func optionalCount(_ field: Int?, _ column: String) throws(EPADailyError) -> Int? {
            guard let field, !record.isEmpty(field) else { return nil }
            guard let number = record.integer(of: field), number >= 0 else { throw bad(field, column) }
            return number
        }
        guard let day = CalendarDay(monthDayYear: record.text(of: columns.date) ?? "") else {
            throw bad(columns.date, "date")
        }
        guard let site = record.text(of: columns.site), !site.isEmpty else { throw bad(columns.site, "site id") }
        guard let occurrence = record.integer(of: columns.occurrence) else { throw bad(columns.occurrence, "poc") }
        guard let text = record.text(of: columns.concentration),
            let concentration = record.number(of: columns.concentration)
        else { throw bad(columns.concentration, "concentration") }
        // Particles are stated at local (LC) or standard (SC) conditions.
        let unit = record.text(of: columns.units)?.split(separator: " ").first
        guard unit.map(String.init) == columns.scale.unit.rawValue else { throw bad(columns.units, "units") }

        self.day = day
        self.site = site
        self.occurrence = occurrence
        scale = columns.scale
        concentrationText = text
        self.concentration = concentration
        publishedIndex = try optionalCount(columns.index, "daily aqi value")
        observations = try optionalCount(columns.observations, "daily obs count")
        percentComplete = try optionalNumber(columns.percentComplete, "percent complete")
        latitude = try optionalNumber(columns.latitude, "site latitude")
        longitude = try optionalNumber(columns.longitude, "site longitude")
        line = record.line
    }
}

extension CalendarDay {
    /// A day as the EPA writes it, `MM/DD/YYYY`.
    init?(monthDayYear text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [2, 2, 4], text.utf8.allSatisfy({ $0 == 0x2F || 0x30...0x39 ~= $0 }),
            let month = Int(parts[0]), let day = Int(parts[1]), let year = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}
