/// Where the columns of a daily file are; the EPA renamed them between 2020 and 2023.
struct EPADailyColumns: Sendable {
    let scale: IndexScale
    let concentration: Int
    let date: Int
    let site: Int
    let occurrence: Int
    let units: Int
    let index: Int
    let observations: Int?
    let percentComplete: Int?
    let latitude: Int?
    let longitude: Int?

    init(header: CSVRecord) throws(EPADailyError) {
        var positions: [String: Int] = [:]
        for field in 0..<header.count {
            let name = Self.normalised(header.text(of: field) ?? "")
            guard positions.updateValue(field, forKey: name) == nil else { throw .duplicateColumn(quoted(name)) }
        }
        func required(_ name: String) throws(EPADailyError) -> Int {
            guard let field = positions[name] else { throw .missingColumn(quoted(name)) }
            return field
        }
        let measured = IndexScale.allCases.compactMap { scale in
            Self.concentrationName(scale).flatMap { positions[$0] }.map { (scale: scale, field: $0) }
        }
        guard let found = measured.first, measured.count == 1 else { throw .unknownConcentration }
        scale = found.scale
        concentration = found.field
        date = try required("date")
        site = try required("site id")
        occurrence = try required("poc")
        units = try required("units")
        index = try required("daily aqi value")
        observations = positions["daily obs count"]
        percentComplete = positions["percent complete"]
        latitude = positions["site latitude"]
        longitude = positions["site longitude"]
    }

    /// `DAILY_AQI_VALUE` and `Daily AQI Value` are one name.
    private static func normalised(_ name: String) -> String {
        String(name.lowercased().map { $0 == "_" ? " " : $0 })
    }

    /// The column of a scale; the files have none of 1-hour ozone and 24-hour SO2.
    private static func concentrationName(_ scale: IndexScale) -> String? {
        switch scale {
        case .o3EightHour: "daily max 8-hour ozone concentration"
        case .pm25Daily: "daily mean pm2.5 concentration"
        case .pm10Daily: "daily mean pm10 concentration"
        case .coEightHour: "daily max 8-hour co concentration"
        case .so2OneHour: "daily max 1-hour so2 concentration"
        case .no2OneHour: "daily max 1-hour no2 concentration"
        case .o3OneHour, .so2Daily: nil
        }
    }
}
