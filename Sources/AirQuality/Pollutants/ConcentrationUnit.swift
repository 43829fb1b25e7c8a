/// The units in which concentrations are reported.
public enum ConcentrationUnit: String, CaseIterable, Sendable, Hashable {
    /// Micrograms in a cubic metre of air.
    case microgramsPerCubicMetre = "ug/m3"
    /// Milligrams in a cubic metre of air.
    case milligramsPerCubicMetre = "mg/m3"
    /// Parts per million by volume.
    case partsPerMillion = "ppm"
    /// Parts per billion (10⁹) by volume.
    case partsPerBillion = "ppb"

    /// Whether the unit counts mass in a volume of air, not volume in volume.
    public var isMassConcentration: Bool {
        switch self {
        case .microgramsPerCubicMetre, .milligramsPerCubicMetre: true
        case .partsPerMillion, .partsPerBillion: false
        }
    }

    /// How many of the smaller unit of its kind (ug/m3, ppb) one of this unit is.
    var smallestOfItsKind: Double {
        switch self {
        case .microgramsPerCubicMetre, .partsPerBillion: 1
        case .milligramsPerCubicMetre, .partsPerMillion: 1000
        }
    }
}
