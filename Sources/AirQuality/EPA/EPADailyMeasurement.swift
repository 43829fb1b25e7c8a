/// One row of the EPA's daily outdoor air quality file: a pollutant at a monitor on a day.
public struct EPADailyMeasurement: Sendable, Hashable {
    /// The day, in the site's local standard time.
    public let day: CalendarDay
    /// The nine digits of the site: state, county, site.
    public let site: String
    /// The parameter occurrence code, which tells a site's monitors of one pollutant apart.
    public let occurrence: Int
    /// Pollutant and averaging period, from the header.
    public let scale: IndexScale
    /// The concentration as it is written, in the unit of the scale.
    public let concentrationText: String
    /// The concentration in the unit of the scale.
    public let concentration: Double
    /// The index that the EPA published for the row, if it did.
    public let publishedIndex: Int?
    /// The hours or samples of the day, if stated.
    public let observations: Int?
    /// The share of the day that was measured, in percent, if stated.
    public let percentComplete: Double?
    /// Degrees north, if stated.
    public let latitude: Double?
    /// Degrees east, if stated.
    public let longitude: Double?
    /// The line of the file on which the row starts.
    public let line: Int

    /// The concentration truncated for its index, exactly as it is written.
    /// - Throws: `AirQualityError.implausible` and `.belowNoise`.
    public func truncatedConcentration() throws(AirQualityError) -> TruncatedConcentration {
        try TruncatedConcentration(text: concentrationText, on: scale)
    }
}
