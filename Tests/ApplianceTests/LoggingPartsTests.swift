import Testing

@testable import Appliance

@Suite struct LoggingPartsTests {
    @Test(arguments: [
        (0, 6, "0.000000"), (0.004_217, 6, "0.004217"), (0.000_000_4, 6, "0.000000"), (0.999_999_6, 6, "1.000000"),
        (12.5, 1, "12.5"), (12.5, 0, "13"), (123.456, 15, "123.456"), (1e300, 6, "1e+300"), (.infinity, 6, "inf"),
        (.nan, 6, "nan"),
    ])
    func decimalsAreFixed(value: Double, places: Int, text: String) {
        #expect(Decimals.fixed(value, places: places) == text)
    }

    @Test(
        arguments: [
            (0, 1, "0"), (0, 0, "0"), (7, 3, "007"), (1_234, 3, "1234"), (.max, 1, "18446744073709551615"),
            (1, 99, "00000000000000000001"),
        ] as [(UInt64, Int, String)])
    func wholeNumbersAreAppended(number: UInt64, digits: Int, text: String) {
        var bytes: [UInt8] = []
        bytes.append(decimal: number, digits: digits)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test func requestIDsCountWithinARun() {
        var random = SystemRandomNumberGenerator()
        let generator = RequestIDGenerator(using: &random)
        let first = generator.next()
        let second = generator.next()
        #expect(first.utf8.count == 24 && first.prefix(16) == second.prefix(16))
        #expect(first.hasSuffix("00000001") && second.hasSuffix("00000002"))
        #expect(first.allSatisfy { "0123456789abcdef".contains($0) })
        #expect(RequestIDGenerator.isAcceptable(first))
    }
}
