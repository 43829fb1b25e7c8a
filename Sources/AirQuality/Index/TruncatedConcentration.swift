/// A concentration as the index sees it: truncated to the decimals of its scale, counted in whole units of the last one.
///
/// 35.45 ug/m3 of PM2.5 is 354 tenths. Counting in whole units keeps binary fractions from moving a concentration across
/// a breakpoint.
public struct TruncatedConcentration: Sendable, Hashable {
    /// Pollutant and averaging period.
    public let scale: IndexScale
    /// The concentration in units of the scale's last decimal, zero or more.
    public let units: Int

    /// Truncates a binary number, given in the unit of the scale.
    ///
    /// A number less than a two-millionth of the last decimal below a whole unit counts as that unit: it is what
    /// adding and dividing binary fractions leaves of it. Small negative readings count as zero.
    /// - Throws: `AirQualityError.implausible` and `.belowNoise`.
    public init(_ value: Double, on scale: IndexScale) throws(AirQualityError) {
        let units = (value * Self.tolerance * Double(scale.unitsInOne)).rounded() / Self.tolerance
        guard units < Double(AirQualityLimits.highestConcentration + 1),
            units > -Double(AirQualityLimits.highestConcentration)
        else {
            // Also where the value is not a number.
            throw value < 0 ? .belowNoise("\(value)", scale) : .implausible("\(value)", scale)
        }
        try self.init(
            magnitude: Int(units.magnitude.rounded(.down)), isNegative: units < 0, written: "\(value)", on: scale)
    }

    /// Truncates a number written in decimals, exactly, given in the unit of the scale.
    /// - Throws: `AirQualityError.notANumber`, `.implausible` and `.belowNoise`.
    public init(text: String, on scale: IndexScale) throws(AirQualityError) {
        let bytes = Array(text.utf8.prefix(AirQualityLimits.decimalTextBytes + 1))
        guard let number = DecimalText(bytes.span) else { throw .notANumber(quoted(text), scale) }
        guard
            let magnitude = number.truncatedMagnitude(
                decimals: scale.decimals, atMost: AirQualityLimits.highestConcentration)
        else { throw number.isNegative ? .belowNoise(text, scale) : .implausible(text, scale) }
        try self.init(magnitude: magnitude, isNegative: number.isNegative, written: text, on: scale)
    }

    /// Converts a concentration to the unit of the scale and truncates it.
    /// - Throws: `AirQualityError.noMolarMass`, `.implausible` and `.belowNoise`.
    public init(
        _ concentration: Concentration, on scale: IndexScale, at conditions: ReferenceConditions = .epa
    ) throws(AirQualityError) {
        let converted = try concentration.converted(to: scale.unit, for: scale.pollutant, at: conditions)
        try self.init(converted.value, on: scale)
    }

    private init(
        magnitude: Int, isNegative: Bool, written text: String, on scale: IndexScale
    ) throws(AirQualityError) {
        if isNegative, magnitude > scale.noise { throw .belowNoise(text, scale) }
        self.scale = scale
        units = isNegative ? 0 : magnitude
    }

    /// Parts of a unit of truncation that `init(_:on:)` still tells apart.
    private static let tolerance = 1_000_000.0
}

extension TruncatedConcentration: CustomStringConvertible {
    /// The truncated number with all decimals of its scale, as in `35.4`.
    public var description: String {
        guard scale.decimals > 0 else { return String(units) }
        let (whole, fraction) = units.quotientAndRemainder(dividingBy: scale.unitsInOne)
        let digits = String(fraction)
        return "\(whole).\(String(repeating: "0", count: scale.decimals - digits.count))\(digits)"
    }
}

extension IndexScale {
    /// Units of truncation in one of the scale's unit: 10 to the power of its decimals.
    var unitsInOne: Int {
        switch decimals {
        case 0: 1
        case 1: 10
        default: 1000
        }
    }
}
