/// A pollutant together with the averaging period of one column of the EPA's table.
///
/// The columns are those of EPA-454/B-24-002 (May 2024), table 6.
public enum IndexScale: String, CaseIterable, Sendable, Hashable {
    /// Ozone, the day's highest mean of 8 hours, ppm.
    case o3EightHour = "o3_8h"
    /// Ozone, the day's highest hour, ppm; defines no index below 101.
    case o3OneHour = "o3_1h"
    /// PM2.5, mean of 24 hours, ug/m3.
    case pm25Daily = "pm25_24h"
    /// PM10, mean of 24 hours, ug/m3.
    case pm10Daily = "pm10_24h"
    /// Carbon monoxide, the day's highest mean of 8 hours, ppm.
    case coEightHour = "co_8h"
    /// Sulphur dioxide, the day's highest hour, ppb; defines no index above 200.
    case so2OneHour = "so2_1h"
    /// Sulphur dioxide, mean of 24 hours, ppb; defines no index below 201.
    case so2Daily = "so2_24h"
    /// Nitrogen dioxide, the day's highest hour, ppb.
    case no2OneHour = "no2_1h"

    /// The pollutant of the scale.
    public var pollutant: Pollutant {
        switch self {
        case .o3EightHour, .o3OneHour: .o3
        case .pm25Daily: .pm25
        case .pm10Daily: .pm10
        case .coEightHour: .co
        case .so2OneHour, .so2Daily: .so2
        case .no2OneHour: .no2
        }
    }

    /// The hours that the concentration is a mean of.
    public var averagingHours: Int {
        switch self {
        case .o3OneHour, .so2OneHour, .no2OneHour: 1
        case .o3EightHour, .coEightHour: 8
        case .pm25Daily, .pm10Daily, .so2Daily: 24
        }
    }

    /// The unit in which the EPA states the scale's breakpoints.
    public var unit: ConcentrationUnit {
        switch self {
        case .pm25Daily, .pm10Daily: .microgramsPerCubicMetre
        case .o3EightHour, .o3OneHour, .coEightHour: .partsPerMillion
        case .so2OneHour, .so2Daily, .no2OneHour: .partsPerBillion
        }
    }

    /// The decimals that a concentration is truncated to before its index is calculated.
    public var decimals: Int {
        switch self {
        case .o3EightHour, .o3OneHour: 3
        case .pm25Daily, .coEightHour: 1
        case .pm10Daily, .so2OneHour, .so2Daily, .no2OneHour: 0
        }
    }

    /// Pollutant and period in words, as in `24-hour PM2.5`.
    public var title: String { "\(averagingHours)-hour \(pollutant.symbol)" }

    /// The other averaging period of the same pollutant, which has the index where this scale has none.
    var complement: IndexScale? {
        switch self {
        case .o3EightHour: .o3OneHour
        case .o3OneHour: .o3EightHour
        case .so2OneHour: .so2Daily
        case .so2Daily: .so2OneHour
        case .pm25Daily, .pm10Daily, .coEightHour, .no2OneHour: nil
        }
    }

    /// How far below zero a reading may be and still count as zero, in units of the truncation.
    ///
    /// Instruments read a little below zero in clean air and the EPA publishes such days with an index of 0. The bound is
    /// ours: 10 ug/m3, 0.010 ppm of ozone, 1 ppm of CO, 10 ppb. Beyond it, a number marks a missing value.
    var noise: Int {
        switch self {
        case .pm25Daily: 100
        case .o3EightHour, .o3OneHour, .pm10Daily, .coEightHour, .so2OneHour, .so2Daily, .no2OneHour: 10
        }
    }
}
