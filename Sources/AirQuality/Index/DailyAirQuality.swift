/// The index of a place and day: the highest of its pollutants' and the pollutant responsible for it.
public struct DailyAirQuality: Sendable, Hashable {
    /// The highest index.
    public let index: AirQualityIndex
    /// The pollutant with the highest index; of several, the first in the order of `Pollutant`.
    public let responsible: Pollutant
    /// The index of each pollutant that was given.
    public let pollutants: [Pollutant: AirQualityIndex]

    /// The index of a day from its concentrations, at most one for each scale.
    ///
    /// Ozone: the higher index of both averaging periods, where each has one. SO2: that of the highest hour up to 304 ppb;
    /// above, that of the 24-hour mean, or 200 where the mean is below 305 ppb.
    /// - Throws: `AirQualityError.noReadings`, `.duplicateReading`, and `.belowScale` or `.aboveScale` where a pollutant's
    ///   index needs its other averaging period and it is not there.
    public init(
        _ readings: [TruncatedConcentration], edition: BreakpointEdition = .epa2024
    ) throws(AirQualityError) {
        var byScale: [IndexScale: TruncatedConcentration] = [:]
        for reading in readings {
            guard byScale.updateValue(reading, forKey: reading.scale) == nil else {
                throw .duplicateReading(reading.scale)
            }
        }
        var pollutants: [Pollutant: AirQualityIndex] = [:]
        for pollutant in Pollutant.allCases {
            pollutants[pollutant] = try Self.index(of: pollutant, byScale, edition)
        }
        // The first of equals is the greatest.
        let highest = Pollutant.allCases.compactMap { pollutant in
            pollutants[pollutant].map { (pollutant: pollutant, index: $0) }
        }.max { $0.index < $1.index }
        guard let highest else { throw .noReadings }
        index = highest.index
        responsible = highest.pollutant
        self.pollutants = pollutants
    }

    private static func index(
        of pollutant: Pollutant, _ readings: [IndexScale: TruncatedConcentration], _ edition: BreakpointEdition
    ) throws(AirQualityError) -> AirQualityIndex? {
        var found: AirQualityIndex?
        var outside: [AirQualityError] = []
        for scale in IndexScale.allCases where scale.pollutant == pollutant {
            guard let reading = readings[scale] else { continue }
            do {
                let index = try AirQualityIndex(reading, edition: edition)
                found = max(found ?? index, index)
            } catch {
                outside.append(error)
            }
        }
        if let found { return found }
        return try resolve(outside)
    }

    /// The index where no scale of the pollutant has one by itself.
    private static func resolve(_ outside: [AirQualityError]) throws(AirQualityError) -> AirQualityIndex? {
        guard let first = outside.first else { return nil }
        if case .aboveScale(_, .so2OneHour, _) = first, outside.count == 2 { return AirQualityIndex(value: 200) }
        throw first
    }
}
