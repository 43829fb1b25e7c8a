import AirQuality
import Support
import Testing

@Suite("Numbers in fields are read as they are written")
struct CSVNumberTests {
    private func numbers(_ texts: [String]) throws -> [Double?] {
        var numbers: [Double?] = []
        var reader = CSVReader()
        try reader.read(Array((texts.joined(separator: "\n") + "\n").utf8).span) { numbers.append($0.number(of: 0)) }
        return numbers
    }

    @Test("and nothing else is a number")
    func notNumbers() throws {
        let texts = [
            "NA", "nan", "inf", "-inf", "0x1p3", "1e999", "-1e999", "1.2.3", "1 ", " 1", "--1", "1e", ".", "1f",
        ]
        #expect(try numbers(texts) == Array(repeating: nil, count: texts.count))
        #expect(try numbers([String(repeating: "1", count: AirQualityLimits.decimalTextBytes + 1)]) == [nil])
    }

    @Test("with the nearest binary number")
    func nearest() throws {
        var random = SplitMix64(seed: 11)
        var texts = [
            "0", "-0", "+1", "1.", ".5", "1e-400", "9007199254740993", "9007199254740992.5", "1e22", "1e23",
            "123456789012345678901234567890", "0.30000000000000004", "2.2250738585072011e-308",
            "1.7976931348623157e308",
            "18446744073709551615", "18446744073709551616", "0.000000000000000000000000000000000000000000000001",
        ]
        for _ in 0..<5000 {
            texts.append("\(Double(bitPattern: random.next()))")
            texts.append("\(Double(random.next() % 10_000_000) / 10_000)")
        }
        texts.removeAll { Double($0)?.isFinite != true }
        let read = try numbers(texts)
        #expect(read.count == texts.count)
        for (text, number) in zip(texts, read) {
            #expect(number?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }
}
