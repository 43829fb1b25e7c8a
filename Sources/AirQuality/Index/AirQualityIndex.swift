/// The US EPA's air quality index of one concentration.
public struct AirQualityIndex: Sendable, Hashable, Comparable {
    /// 0 and above; 500 is the end of the table, not of the index.
    public let value: Int

    /// The category of the value.
    public var category: AirQualityCategory { AirQualityCategory(index: value) }

    /// Whether the concentration is above the table, so that its last row was extended.
    public var isBeyondTable: Bool { value > Self.endOfTable }

    static let endOfTable = 500

    init(value: Int) {
        self.value = value
    }

    /// The index of a truncated concentration: linear between the breakpoints, rounded to the nearest whole, halves up.
    ///
    /// Above the concentration of 500 the table's last row is extended, as 40 CFR 58 appendix G and the EPA's
    /// technical assistance document have it.
    /// - Throws: `AirQualityError.belowScale` and `.aboveScale` where the pollutant's other averaging period
    ///   has the index: 1-hour ozone below 0.125 ppm, 8-hour ozone above 0.200 ppm, 1-hour SO2 above 304 ppb, 24-hour
    ///   SO2 below 305 ppb.
    public init(
        _ concentration: TruncatedConcentration, edition: BreakpointEdition = .epa2024
    ) throws(AirQualityError) {
        let scale = concentration.scale
        let rows = edition.breakpoints(for: scale)
        if let first = rows.first, concentration.units < first.concentration.lowerBound, let other = scale.complement {
            throw .belowScale(concentration.description, scale, other: other)
        }
        let row = rows.first { concentration.units <= $0.concentration.upperBound } ?? rows.last
        guard let row else { throw .implausible(concentration.description, scale) }
        if concentration.units > row.concentration.upperBound, let other = scale.complement,
            row.index.upperBound < Self.endOfTable
        {
            throw .aboveScale(concentration.description, scale, other: other)
        }
        value = row.interpolate(concentration.units)
    }

    /// The index of a concentration in the unit of its scale.
    /// - Throws: what `TruncatedConcentration` and `init(_:edition:)` throw.
    public init(
        _ value: Double, on scale: IndexScale, edition: BreakpointEdition = .epa2024
    ) throws(AirQualityError) {
        try self.init(TruncatedConcentration(value, on: scale), edition: edition)
    }

    /// The lower index first.
    public static func < (one: AirQualityIndex, other: AirQualityIndex) -> Bool { one.value < other.value }
}

extension Breakpoints {
    /// The index at a concentration, in whole numbers throughout: halves are exact and go up.
    func interpolate(_ units: Int) -> Int {
        let run = concentration.upperBound - concentration.lowerBound
        let rise = (index.upperBound - index.lowerBound) * (units - concentration.lowerBound)
        return index.lowerBound + (2 * rise + run) / (2 * run)
    }
}
