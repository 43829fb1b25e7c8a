import JSONText
import Testing

@testable import Appliance

@Suite struct RowDecoderTests {
    private static let features = FeatureIndex(names: ["pm25", "wind_speed", "hour"])

    private struct Decoded {
        var row = [Double](repeating: .nan, count: 3)
        var problems = FieldProblems()
    }

    private static func decode(_ json: String, others: OtherNames = .refused) throws(JSONError) -> Decoded {
        var decoded = Decoded()
        var reader = JSONReader(Array(json.utf8))
        try RowDecoder.decode(
            &reader, features: features, into: &decoded.row, at: 0, location: ["data"], others: others,
            problems: &decoded.problems)
        try reader.finish()
        return decoded
    }

    @Test(
        arguments: [
            ("{}", [nil, nil, nil]), (#"{"pm25":1}"#, [1, nil, nil]), (#"{"hour":3,"pm25":-0.5}"#, [-0.5, nil, 3]),
            (#"{"wind_speed":null,"hour":0}"#, [nil, nil, 0]), (#"{"hour":3.4028235e38}"#, [nil, nil, 3.4028235e38]),
            (#"{"pm\u00325":7}"#, [7, nil, nil]),
            (#" { "hour" : 1e2 } "#, [nil, nil, 100]),
            (#"{"pm25":3.4028234663852886e38}"#, [3.4028234663852886e38, nil, nil]),
            (#"{"pm25":-3.4028234663852886e38}"#, [-3.4028234663852886e38, nil, nil]),
            (#"{"pm25":1e-400,"hour":4.9e-324}"#, [0, nil, .leastNonzeroMagnitude]),
            (#"{"hour":12345678901234567890}"#, [nil, nil, 12_345_678_901_234_567_168]),
        ] as [(String, [Double?])])
    func valuesLandInTheirColumns(json: String, expected: [Double?]) throws {
        let decoded = try Self.decode(json)
        #expect(decoded.problems.isEmpty)
        #expect(decoded.row.map { $0.isNaN ? nil : $0 } == expected)
    }

    @Test(arguments: [
        (#"{"pm25":"12"}"#, ["data", "pm25"], "a string"), (#"{"pm25":true}"#, ["data", "pm25"], "not"),
        (#"{"pm25":{"a":[1]}}"#, ["data", "pm25"], "not"), (#"{"pm25":[]}"#, ["data", "pm25"], "not"),
        (#"{"pm25":1e999}"#, ["data", "pm25"], "32-bit"), (#"{"pm25":3.5e38}"#, ["data", "pm25"], "32-bit"),
        (#"{"pm25":-3.4028235677973366e38}"#, ["data", "pm25"], "32-bit"),
        (#"{"pm26":1}"#, ["data", "pm26"], "'pm25'"), (#"{"":1}"#, ["data", ""], "no feature ''"),
        (#"{"windspeed":1}"#, ["data", "windspeed"], "Did you mean 'wind_speed'?"),
        ("[]", ["data"], "object"), ("1", ["data"], "object"), ("null", ["data"], "object"),
    ])
    func whatDoesNotFitIsNamed(json: String, location: [String], part: String) throws {
        let decoded = try Self.decode(json)
        #expect(decoded.problems.count == 1)
        #expect(decoded.problems.listed.first?.location == location)
        #expect(decoded.problems.listed.first?.message.contains(part) == true, "\(decoded.problems)")
        #expect(decoded.row.allSatisfy { $0.isNaN })
    }

    @Test(arguments: [
        #"{"pm25":NaN}"#, #"{"pm25":Infinity}"#, #"{"pm25":01}"#, #"{"pm25":1.}"#, #"{"pm25"}"#, #"{"pm25":1,}"#,
        #"{"pm25":1"#, "", #"{pm25:1}"#, #"{"pm25":1}{}"#, #"{"pm25":-}"#,
    ])
    func whatIsNoJSONIsAnError(json: String) {
        #expect(throws: JSONError.self) { try Self.decode(json) }
    }

    @Test(arguments: [
        #"{"pm25":1,"pm25":1}"#, #"{"pm25":1,"pm\u00325":2}"#, #"{"zz":{"a":1,"a":2}}"#, #"{"pm25":{"a":1,"a":2}}"#,
        #"{"zz":1,"zz":2}"#,
    ])
    func aRepeatedKeyIsAnErrorEvenWhereTheValueIsSkipped(json: String) {
        #expect {
            try Self.decode(json)
        } throws: { error in
            guard case JSONError.duplicateKey = error else { return false }
            return true
        }
    }

    @Test func otherNamesAreKeptButForThoseOfTheOutput() throws {
        let others = OtherNames.kept(except: ["prediction"])
        let kept = try Self.decode(#"{"station":{"id":[1]},"hour":4,"note":"x"}"#, others: others)
        #expect(kept.problems.isEmpty && kept.row[2] == 4)
        let taken = try Self.decode(#"{"prediction":1}"#, others: others)
        #expect(taken.problems.listed.first?.location == ["data", "prediction"])
    }

    @Test func problemsAreListedUpToTheirLimit() throws {
        for count in [Limits.listedFieldErrors, Limits.listedFieldErrors + 1] {
            let members = (0..<count).map { "\"unknown\($0)\":1" }.joined(separator: ",")
            let problems = try Self.decode("{\(members)}").problems
            #expect(problems.listed.count == Limits.listedFieldErrors && problems.count == count)
            #expect(APIError(problems: problems).detail.hasSuffix("(and \(count - 1) more)"))
        }
    }
}
