import Foundation
import Inference
import Testing

@testable import Appliance

/// `geoclimate predict` on files: what comes out of what goes in.
@Suite struct BatchFilePredictionTests {
    @Test(arguments: [
        ("pm25,wind_speed\n1,2\n20,3\n", "pm25,wind_speed,prediction\n1,2,1.0\n20,3,2.0\n"),
        ("pm25,wind_speed\r\n1,2\r\n20,3", "pm25,wind_speed,prediction\n1,2,1.0\n20,3,2.0\n"),
        ("\u{FEFF}pm25\n1\n", "pm25,prediction\n1,1.0\n"),
        ("pm25,wind_speed\n,\n0,\n", "pm25,wind_speed,prediction\n,,2.0\n0,,1.0\n"),
        ("wind_speed,pm25\n9,1\n", "wind_speed,pm25,prediction\n9,1,1.0\n"),
        ("pm25\n", "pm25,prediction\n"), ("pm25", "pm25,prediction\n"),
        ("pm25\n\"\"\n1\n\n", "pm25,prediction\n,2.0\n1,1.0\n"),
        (
            "note,pm25\n\"a, \"\"b\"\"\nc\",1\n\"plain\",2\n",
            "note,pm25,prediction\n\"a, \"\"b\"\"\nc\",1,1.0\nplain,2,1.0\n"
        ), ("\"no,te\",pm25\nx,1\n", "\"no,te\",pm25,prediction\nx,1,1.0\n"),
        ("pm25,note\n1,ü€\u{1F30D}\n", "pm25,note,prediction\n1,ü€\u{1F30D},1.0\n"),
        ("pm25\n1e1\n+10.0\n-3.5E-2\n", "pm25,prediction\n1e1,1.0\n+10.0,1.0\n-3.5E-2,1.0\n"),
        ("{\"pm25\":1}\n{\"pm25\":20}\n", "{\"pm25\":1,\"prediction\":1.0}\n{\"pm25\":20,\"prediction\":2.0}\n"),
        ("{}\r\n\r\n { \"a\" : [ {} ] } ", "{\"prediction\":2.0}\n { \"a\" : [ {} ] ,\"prediction\":2.0}\n"),
        ("\n\n{\"pm25\":null,\"note\":\"}\"}", "{\"pm25\":null,\"note\":\"}\",\"prediction\":2.0}\n"),
    ])
    func rowsGoThroughWithTheirPrediction(input: String, output: String) throws {
        try BatchFileScenario.run { scenario in
            let text = try scenario.predict(input).text
            #expect(text == output)
            #expect(scenario.files == ["input", "output"])
        }
    }

    @Test(arguments: [
        ("pm25,prediction\n1,2\n", BatchFileError.columnTaken("prediction")),
        ("pm25,a,pm25\n", .duplicateColumn("pm25")), ("a,a,pm25\n", .duplicateColumn("a")),
        ("a,b\n1,2\n", .noFeatureColumn(columns: ["a", "b"], features: TestModels.features)),
        ("pm25\n1\nabc\n", .notANumber(line: 3, column: "pm25", text: "abc")),
        ("note,pm25\n\"a\nb\",1\nx,?\n", .notANumber(line: 4, column: "pm25", text: "?")),
        ("pm25\nNaN\n", .notANumber(line: 2, column: "pm25", text: "NaN")),
        ("pm25\ninf\n", .notANumber(line: 2, column: "pm25", text: "inf")),
        ("pm25\n3.5e38\n", .outOfRange(line: 2, column: "pm25")),
        (
            "{\"prediction\":1}\n",
            .badLine(line: 1, reason: "The output needs the name 'prediction' itself. Rename it.")
        ),
        ("{}\n\n{\"pm25\":\"x\"}\n", .badLine(line: 3, reason: "pm25: A number or null belongs here, not a string.")),
    ])
    func whatIsWrongIsNamedAndLeavesNoFile(input: String, error: BatchFileError) throws {
        try BatchFileScenario.run { scenario in
            #expect(throws: error) { try scenario.predict(input) }
            #expect(scenario.files == ["input"])
        }
    }

    @Test(arguments: ["", "\n\n", "\u{FEFF}", "\r\n"])
    func aFileWithoutAHeaderIsEmpty(input: String) throws {
        try BatchFileScenario.run { scenario in
            #expect(throws: BatchFileError.empty(path: scenario.directory + "/input")) { try scenario.predict(input) }
            #expect(scenario.files == ["input"])
        }
    }

    @Test(arguments: [
        ("pm25,a\n1\n", "Line 2 has 1 fields"), ("pm25\n\"1\n", "never closed"), ("pm25\n1\"\n", "Line 2"),
        ("{}\n{\n", "Line 2"), ("{}\n[]\n", "Line 2: An object"), ("{\"a\":1,\"a\":2}\n", "Line 1"),
        ("{}\nx", "Line 2"),
        ("{\"a\":\(String(repeating: "[", count: 40))\n", "Line 1"),
    ])
    func whatIsNoTableIsAnErrorWithItsLine(input: String, part: String) throws {
        try BatchFileScenario.run { scenario in
            #expect {
                try scenario.predict(input)
            } throws: { error in
                "\(error)".contains(part)
            }
            #expect(scenario.files == ["input"])
        }
    }

    @Test func bytesThatAreNoUTF8StayAsTheyAreInRowsAndAreRefusedInTheHeader() throws {
        try BatchFileScenario.run { scenario in
            let row = Array("pm25,note\n1,".utf8) + [0xFF] + Array("\n".utf8)
            _ = try scenario.predict(row)
            #expect(
                try [UInt8](Data(contentsOf: URL(filePath: scenario.outputPath)))
                    == Array("pm25,note,prediction\n1,".utf8) + [0xFF] + Array(",1.0\n".utf8))
            #expect(throws: BatchFileError.badLine(line: 1, reason: "The header is not UTF-8.")) {
                try scenario.predict([0xFF] + Array(",pm25\n1,1\n".utf8))
            }
        }
    }

    @Test func severalValuesTakeSeveralColumns() throws {
        try BatchFileScenario.run { scenario in
            let third = "0.3333333333333333"
            let csv = try scenario.predict("pm25\n1\n", TestModels.multiclass)
            #expect(csv.text == "pm25,prediction_0,prediction_1,prediction_2\n1,\(third),\(third),\(third)\n")
            let lines = try scenario.predict("{}\n", TestModels.multiclass)
            #expect(
                lines.text == "{\"prediction_0\":\(third),\"prediction_1\":\(third),\"prediction_2\":\(third)}\n")
            #expect(throws: BatchFileError.columnTaken("prediction_2")) {
                try scenario.predict("pm25,prediction_2\n", TestModels.multiclass)
            }
            // This name is free here.
            #expect(try scenario.predict("pm25,prediction\n1,7\n", TestModels.multiclass).summary.rows == 1)
        }
    }

    @Test func theSummarySaysWhatWasMissing() throws {
        try BatchFileScenario.run { scenario in
            let summary = try scenario.predict("pm26,wind_speed\n1,2\n3,4\n").summary
            #expect(summary == .init(rows: 2, missingFeatures: ["pm25"], otherColumns: ["pm26"]))
            #expect(try scenario.predict("{\"x\":1}\n").summary == .init(rows: 1))
        }
    }

    @Test(arguments: [Limits.fileBlockRows - 1, Limits.fileBlockRows, Limits.fileBlockRows + 1])
    func blocksFollowOneAnother(count: Int) throws {
        try BatchFileScenario.run { scenario in
            let values = (0..<count).map { $0 % 21 }
            let csv = try scenario.predict("pm25\n" + values.map { "\($0)\n" }.joined())
            #expect(csv.summary.rows == count)
            #expect(
                csv.text == "pm25,prediction\n" + values.map { "\($0),\($0 <= 10 ? "1.0" : "2.0")\n" }.joined())
            let lines = try scenario.predict(values.map { "{\"pm25\":\($0)}\n" }.joined())
            #expect(
                lines.text
                    == values.map { "{\"pm25\":\($0),\"prediction\":\($0 <= 10 ? "1.0" : "2.0")}\n" }.joined())
        }
    }

    @Test(arguments: ["0.1", "1e-300", "-123456789.123456789", "5e-324", "1.7976931348623157e308"])
    func doublesReadBackEqual(value: String) throws {
        try BatchFileScenario.run { scenario in
            let text = try scenario.predict("pm25\n1\n", TestModels.constant(value)).text
            let printed = try #require(text.split(separator: "\n").last?.split(separator: ",").last)
            #expect(Double(printed) == Double(value))
        }
    }

    @Test func floatsReadBackEqual() throws {
        let bytes = try EmbeddedFile("aqi.ubj").bytes
        let model = try Model(bytes)
        #expect(model.answersFloats)
        try BatchFileScenario.run { scenario in
            let text = try scenario.predict("pm25\n88\n12.5\n", bytes).text
            for (line, value) in zip(text.split(separator: "\n").dropFirst(), [88, 12.5]) {
                var row = [Double](repeating: .nan, count: model.featureCount)
                row[try #require(model.summary.featureNames.firstIndex(of: "pm25"))] = value
                var answer = [0.0]
                var span = answer.mutableSpan
                model.predict(row: row.span, .prediction, into: &span)
                let printed = try #require(line.split(separator: ",").last)
                #expect(Float(printed) == Float(answer[0]) && printed == Float(answer[0]).description)
            }
        }
    }

    @Test func anInfiniteAnswerNamesItsRow() throws {
        try BatchFileScenario.run { scenario in
            #expect(throws: BatchFileError.notFinite(row: 1, value: .infinity)) {
                try scenario.predict("pm25\n1\n", TestModels.overflowing)
            }
            #expect(scenario.files == ["input"])
        }
    }
}
