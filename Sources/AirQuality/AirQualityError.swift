/// Why a concentration has no converted value or no index.
public enum AirQualityError: Error, Equatable, Sendable {
    /// Particles cannot be converted between mass and volume.
    case noMolarMass(Pollutant, from: ConcentrationUnit, to: ConcentrationUnit)
    /// The text is not a decimal number.
    case notANumber(String, IndexScale)
    /// The concentration is not finite, or higher than any that was ever meant.
    case implausible(String, IndexScale)
    /// The concentration is further below zero than an instrument's noise.
    case belowNoise(String, IndexScale)
    /// The scale starts above this concentration; the other averaging period of the pollutant has the index.
    case belowScale(String, IndexScale, other: IndexScale)
    /// The scale ends below this concentration; the other averaging period of the pollutant has the index.
    case aboveScale(String, IndexScale, other: IndexScale)
    /// Two readings were given for one scale.
    case duplicateReading(IndexScale)
    /// There is nothing to calculate an index from.
    case noReadings
}

extension AirQualityError: CustomStringConvertible {
    /// What failed, on what, and what to do.
    public var description: String {
        switch self {
        case .noMolarMass(let pollutant, let from, let to):
            "\(pollutant.symbol) has no molar mass, so it cannot be converted from \(from.rawValue) to \(to.rawValue)."
        case .notANumber(let text, let scale):
            "\(text) is not a decimal number, so it is no \(scale.title) concentration."
        case .implausible(let text, let scale):
            "\(text) \(scale.unit.rawValue) is no plausible \(scale.title) concentration; check its unit."
        case .belowNoise(let text, let scale):
            "\(text) \(scale.unit.rawValue) is further below zero than an instrument's noise for \(scale.title); "
                + "a marker for a missing value must be left out."
        case .belowScale(let text, let scale, let other):
            "\(text) \(scale.unit.rawValue) is below where the index of \(scale.title) starts; "
                + "give the \(other.title) concentration."
        case .aboveScale(let text, let scale, let other):
            "\(text) \(scale.unit.rawValue) is above where the index of \(scale.title) ends; "
                + "give the \(other.title) concentration."
        case .duplicateReading(let scale):
            "There are two \(scale.title) concentrations; give one."
        case .noReadings:
            "There is no concentration to calculate an index from; give at least one."
        }
    }
}
