/// The temperature and pressure of the air for which a volume is stated.
///
/// A conversion between mass and volume means nothing without them: 1 ppb of ozone is 1.96 ug/m3 at 25 °C, but 2.00 at 20 °C.
public struct ReferenceConditions: Sendable, Hashable {
    /// Kelvin.
    public let temperature: Double
    /// Pascal.
    public let pressure: Double

    /// Conditions of your own, or nothing when either is not a positive finite number.
    public init?(temperature kelvin: Double, pressure pascal: Double) {
        guard kelvin.isFinite, pascal.isFinite, kelvin > 0, pascal > 0 else { return nil }
        self.init(kelvin: kelvin, pascal: pascal)
    }

    private init(kelvin: Double, pascal: Double) {
        temperature = kelvin
        pressure = pascal
    }

    /// 25 °C and 1 atm: the EPA's reference conditions (40 CFR 50.3).
    public static let epa = ReferenceConditions(kelvin: 298.15, pascal: 101_325)

    /// 20 °C and 1013 hPa: those of the European Union (Directive 2008/50/EC, annex VI).
    public static let europeanUnion = ReferenceConditions(kelvin: 293.15, pascal: 101_300)

    /// Litres that one mole of an ideal gas takes.
    public var molarVolume: Double { Self.gasConstant * temperature / pressure * 1000 }

    /// Joules a mole and kelvin (CODATA 2018, exact).
    private static let gasConstant = 8.314_462_618_153_24
}
