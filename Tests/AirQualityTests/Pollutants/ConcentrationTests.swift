import AirQuality
import Testing

@Suite("Concentrations are converted at stated conditions")
struct ConcentrationTests {
    struct Case: Sendable {
        let pollutant: Pollutant
        let from: Concentration
        let to: Concentration
        let conditions: ReferenceConditions
    }

    // Worked out by hand from molar mass ÷ (R T ÷ p); 24.465 litres a mole at 25 °C, 24.061 at 20 °C and 1013 hPa.
    static let cases = [
        Case(
            pollutant: .o3, from: Concentration(1, .partsPerBillion),
            to: Concentration(1.96184, .microgramsPerCubicMetre), conditions: .epa),
        Case(
            pollutant: .co, from: Concentration(1, .partsPerMillion),
            to: Concentration(1.14489, .milligramsPerCubicMetre), conditions: .epa),
        Case(
            pollutant: .so2, from: Concentration(100, .microgramsPerCubicMetre),
            to: Concentration(38.1926, .partsPerBillion), conditions: .epa),
        Case(
            pollutant: .no2, from: Concentration(1, .partsPerBillion),
            to: Concentration(1.91200, .microgramsPerCubicMetre), conditions: .europeanUnion),
        Case(
            pollutant: .pm25, from: Concentration(35.5, .microgramsPerCubicMetre),
            to: Concentration(0.0355, .milligramsPerCubicMetre), conditions: .epa),
        Case(
            pollutant: .o3, from: Concentration(0.07, .partsPerMillion), to: Concentration(70, .partsPerBillion),
            conditions: .epa),
    ]

    @Test("to the known figure and back", arguments: cases)
    func conversion(_ test: Case) throws {
        let there = try test.from.converted(to: test.to.unit, for: test.pollutant, at: test.conditions)
        #expect(there.unit == test.to.unit)
        #expect(abs(there.value - test.to.value) < 2e-5 * test.to.value)
        let back = try there.converted(to: test.from.unit, for: test.pollutant, at: test.conditions)
        #expect(abs(back.value - test.from.value) < 1e-12 * test.from.value)
    }

    @Test("and particles have no volume", arguments: [Pollutant.pm25, .pm10])
    func particles(_ pollutant: Pollutant) {
        #expect(throws: AirQualityError.noMolarMass(pollutant, from: .microgramsPerCubicMetre, to: .partsPerBillion)) {
            try Concentration(1, .microgramsPerCubicMetre).converted(to: .partsPerBillion, for: pollutant)
        }
    }

    @Test(
        "and conditions are positive and finite", arguments: [(0.0, 1.0), (1, 0), (-1, 1), (.nan, 1), (1, .infinity)])
    func conditions(_ temperature: Double, _ pressure: Double) {
        #expect(ReferenceConditions(temperature: temperature, pressure: pressure) == nil)
    }
}
