/// How much of a pollutant there is, with its unit.
public struct Concentration: Sendable, Hashable {
    /// The number, in `unit`.
    public let value: Double
    /// The unit of `value`.
    public let unit: ConcentrationUnit

    /// A concentration of `value` in `unit`.
    public init(_ value: Double, _ unit: ConcentrationUnit) {
        self.value = value
        self.unit = unit
    }

    /// The same concentration in another unit.
    ///
    /// Between mass and volume: ug/m3 = ppb × molar mass ÷ molar volume at the reference conditions.
    /// - Throws: `AirQualityError.noMolarMass` for particles between mass and volume.
    public func converted(
        to target: ConcentrationUnit, for pollutant: Pollutant, at conditions: ReferenceConditions = .epa
    ) throws(AirQualityError) -> Concentration {
        if target == unit { return self }
        var amount = value * unit.smallestOfItsKind
        if unit.isMassConcentration != target.isMassConcentration {
            guard let molarMass = pollutant.molarMass else {
                throw .noMolarMass(pollutant, from: unit, to: target)
            }
            let microgramsPerPart = molarMass / conditions.molarVolume
            amount = unit.isMassConcentration ? amount / microgramsPerPart : amount * microgramsPerPart
        }
        return Concentration(amount / target.smallestOfItsKind, target)
    }
}
