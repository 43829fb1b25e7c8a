import AirQuality
import Testing

@Suite("Concentrations are truncated, never rounded")
struct TruncationTests {
    @Test(
        "from text, exactly",
        arguments: [
            ("35.4", IndexScale.pm25Daily, "35.4"), ("35.49999999999999999999999999", .pm25Daily, "35.4"),
            ("35.45", .pm25Daily, "35.4"), ("35.5", .pm25Daily, "35.5"), ("9", .pm25Daily, "9.0"),
            ("0.070999", .o3EightHour, "0.070"), ("7.1e-2", .o3EightHour, "0.071"), ("+.5", .coEightHour, "0.5"),
            ("53.99", .no2OneHour, "53"), ("5.4E+1", .no2OneHour, "54"), ("000054.", .pm10Daily, "54"),
            ("0.0000000000000000000000000000001", .o3EightHour, "0.000"), ("-0.4", .so2OneHour, "0"),
            ("-3.4", .pm25Daily, "0.0"), ("-10.0999", .pm25Daily, "0.0"), ("999999.9", .pm25Daily, "999999.9"),
            ("0e99999999999999", .pm10Daily, "0"), ("1e-99999999999999", .pm10Daily, "0"),
            ("12345678901234567890123e-20", .pm10Daily, "123"),
        ])
    func text(_ text: String, _ scale: IndexScale, _ expected: String) throws {
        #expect(try TruncatedConcentration(text: text, on: scale).description == expected)
    }

    static let numbers: [(Double, IndexScale, String)] = [
        (35.45, .pm25Daily, "35.4"), (0.1 + 0.2, .pm25Daily, "0.3"), (35.499_999_999_999_99, .pm25Daily, "35.5"),
        (35.499_9, .pm25Daily, "35.4"), (35.499_999_9, .pm25Daily, "35.4"),
        (43.499_999_999_999_99, .coEightHour, "43.5"),
        (0.57 * 100, .no2OneHour, "57"), (0.29 * 100, .no2OneHour, "29"), (70.0 / 1000, .o3EightHour, "0.070"),
        (70.999 / 1000, .o3EightHour, "0.070"), (-0.0, .pm10Daily, "0"), (-10, .pm10Daily, "0"),
    ]

    @Test("from binary numbers, with the tolerance that sums and quotients need", arguments: numbers)
    func number(_ number: Double, _ scale: IndexScale, _ expected: String) throws {
        #expect(try TruncatedConcentration(number, on: scale).description == expected)
    }

    @Test("from every tenth to 600, the same as from its text")
    func tenths() throws {
        for tenths in 0...6000 {
            let text = "\(tenths / 10).\(tenths % 10)"
            let number = try #require(Double(text))
            #expect(try TruncatedConcentration(number, on: .pm25Daily).units == tenths)
            #expect(try TruncatedConcentration(text: text, on: .pm25Daily).units == tenths)
        }
    }

    @Test("and after a conversion to the scale's unit")
    func conversion() throws {
        let ozone = Concentration(137.33, .microgramsPerCubicMetre)  // 70.001 ppb at 25 °C
        #expect(try TruncatedConcentration(ozone, on: .o3EightHour).description == "0.070")
    }

    @Test(
        "and what is no number is refused",
        arguments: [
            "", " ", ".", "-", "+", "e5", "1e", "1e+", "1.2.3", "0x10", "nan", "inf", "1_000", "1,5", " 1", "1 ", "٣",
        ])
    func notANumber(_ text: String) {
        #expect { try TruncatedConcentration(text: text, on: .pm25Daily) } throws: { error in
            guard case AirQualityError.notANumber = error else { return false }
            return true
        }
    }

    @Test("and text is bounded")
    func longText() throws {
        let longest = String(repeating: "0", count: AirQualityLimits.decimalTextBytes)
        #expect(try TruncatedConcentration(text: longest, on: .pm25Daily).units == 0)
        #expect(throws: AirQualityError.self) { try TruncatedConcentration(text: longest + "0", on: .pm25Daily) }
    }

    @Test(
        "and the implausible is refused",
        arguments: [Double.nan, .infinity, 1_000_000, .greatestFiniteMagnitude, -.infinity, -9999, -10.1])
    func implausible(_ number: Double) {
        let below = number < 0
        let expected =
            below
            ? AirQualityError.belowNoise("\(number)", .pm25Daily) : AirQualityError.implausible("\(number)", .pm25Daily)
        #expect(throws: expected) { try TruncatedConcentration(number, on: .pm25Daily) }
        if number.isFinite {
            #expect(throws: expected) { try TruncatedConcentration(text: "\(number)", on: .pm25Daily) }
        }
    }

    @Test("up to the highest concentration", arguments: IndexScale.allCases)
    func highest(_ scale: IndexScale) throws {
        let highest = AirQualityLimits.highestConcentration
        let text = { (units: Int) in "\(units)e-\(scale.decimals)" }
        #expect(try TruncatedConcentration(text: text(highest), on: scale).units == highest)
        #expect(throws: AirQualityError.implausible(text(highest + 1), scale)) {
            try TruncatedConcentration(text: text(highest + 1), on: scale)
        }
    }
}
