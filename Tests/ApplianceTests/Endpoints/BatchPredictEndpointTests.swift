import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

@Suite struct BatchPredictEndpointTests {
    private static let path = "/predict/batch"

    private static func send(
        _ appliance: TestAppliance, _ body: String, type: String, query: String = ""
    ) async throws -> Answer {
        try await appliance.send(.post, path + query, Array(body.utf8), type: type)
    }

    @Test(arguments: [
        ("application/json", #"{"data":[{"pm25":1},{"pm25":20},{},{"wind_speed":1}]}"#, "[1.0,2.0,2.0,2.0]", 4),
        ("application/json", #"{"data":[],"batch_size":100}"#, "[]", 0),
        ("text/csv", "pm25,wind_speed\n1,2\n20,3\n,\n", "[1.0,2.0,2.0]", 3),
        ("text/csv", "\u{FEFF}\"pm25\"\r\n\"1\"\r\n20", "[1.0,2.0]", 2),
        ("text/csv", "wind_speed\n0\n", "[2.0]", 1), ("text/csv", "pm25\n", "[]", 0), ("text/csv", "", "[]", 0),
        ("application/x-ndjson", "{\"pm25\":1}\n\n{\"pm25\":20}", "[1.0,2.0]", 2),
        ("application/x-ndjson", "{}\r\n{\"pm25\":null}\r\n", "[2.0,2.0]", 2), ("application/x-ndjson", "", "[]", 0),
    ])
    func rowsOfEveryFormat(type: String, body: String, predictions: String, rows: Int) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            let answer = try await Self.send(appliance, body, type: type)
            #expect(answer.status == .ok)
            #expect(answer.text.hasPrefix("{\"predictions\":\(predictions),"), "\(answer.text)")
            #expect(try answer.object()["input_shape"] as? [Int] == [rows, 2])
        }
    }

    @Test(arguments: [
        (#"{"data":{}}"#, ["body", "data"], "list of objects"),
        (#"{"data":[{},5]}"#, ["body", "data", "1"], "An object of features"),
        (#"{"data":[{},{"pm25":"x"}]}"#, ["body", "data", "1", "pm25"], "number or null"),
        (#"{"data":[{"pm24":1}]}"#, ["body", "data", "0", "pm24"], "Did you mean 'pm25'?"),
        (#"{"data":[],"batch_size":0}"#, ["body", "batch_size"], "whole number above zero"),
        (#"{"data":[{},]}"#, ["body"], "byte"),
        (#"{"data":[],"return_probabilities":true}"#, ["body", "return_probabilities"], "no classifier"),
    ])
    func whatDoesNotValidateIs422(json: String, location: [String], part: String) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            try expectProblem(
                try await appliance.post(Self.path, json), .unprocessableContent, at: location, saying: part)
        }
    }

    @Test(arguments: [
        ("text/csv", "pm25\nabc\n", "Line 2, column 'pm25': 'abc' is no number"),
        ("text/csv", "pm25\n1\n1e39\n", "Line 3, column 'pm25'"), ("text/csv", "pm25\nNaN\n", "'NaN' is no number"),
        ("text/csv", "pm24\n1\n", "Did you mean 'pm25'?"), ("text/csv", "pm25,pm25\n1,2\n", "stands twice"),
        ("text/csv", "pm25,wind_speed\n1\n", "Line 2 has 1 fields"), ("text/csv", "pm25\n\"1\n", "never closed"),
        ("application/x-ndjson", "{\"pm25\":1}\n{\"pm25\":\"x\"}\n", "Line 2: pm25: A number"),
        ("application/x-ndjson", "{}\n[1]\n", "Line 2"), ("application/x-ndjson", "{}{}\n", "Line 1"),
        ("application/x-ndjson", "{\"pm24\":1}\n", "Did you mean 'pm25'?"),
        ("application/x-ndjson", "{\"pm25\":1,\"pm25\":1}", "stands twice"),
    ])
    func tablesNameTheLine(type: String, body: String, part: String) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            let answer = try await Self.send(appliance, body, type: type)
            try expectProblem(answer, .unprocessableContent, at: ["body"], saying: part)
        }
    }

    @Test func aRepeatedKeyIs400AndOtherTypesAre415() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            try expectProblem(
                try await appliance.post(Self.path, #"{"data":[{"pm25":1,"pm25":1}]}"#), .badRequest)
            let answer = try await Self.send(appliance, "pm25\n1\n", type: "text/tab-separated-values")
            try expectProblem(answer, .unsupportedMediaType, saying: "application/x-ndjson")
        }
    }

    @Test func tablesNameTheirModelInTheQuery() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.binary, name: "two")
            let other = try await appliance.add(TestModels.constant("3"), name: "three")
            let csv = "pm25\n1\n"
            for (query, expected) in [
                ("?model_name=two", "[0.5]"), ("?model_name=two&return_probabilities=true", "[[0.5,0.5]]"),
                ("?model_id=\(other.id)", "[3.0]"), ("?model_name=%74wo&return_probabilities=false", "[0.5]"),
            ] {
                let answer = try await Self.send(appliance, csv, type: "text/csv", query: query)
                #expect(answer.text.hasPrefix("{\"predictions\":\(expected),"), "\(answer.text)")
            }
            for (query, location) in [
                ("?model=two", ["query", "model"]), ("?model_name=two&model_name=two", ["query", "model_name"]),
                ("?return_probabilities=yes", ["query", "return_probabilities"]),
            ] {
                let answer = try await Self.send(appliance, csv, type: "text/csv", query: query)
                try expectProblem(answer, .unprocessableContent, at: location)
            }
            let json = try await appliance.post(Self.path + "?model_name=two", #"{"data":[]}"#)
            try expectProblem(json, .unprocessableContent, at: ["query", "model_name"])
        }
    }

    /// The rows on both sides of where a batch changes threads are answered alike, in their order.
    @Test(arguments: [1, 1_200, 1_600, 5_000])
    func largeBatchesAnswerAsSingleRows(count: Int) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            let rows = (0..<count).map { #"{"pm25":\#($0 % 21)}"# }
            #expect((rows.joined(separator: ",").utf8.count > Limits.inlineBatchBytes) == (count > 1_300))
            let answer = try await appliance.post(Self.path, "{\"data\":[\(rows.joined(separator: ","))]}")
            #expect(
                try answer.object()["predictions"] as? [Double] == (0..<count).map { $0 % 21 <= 10 ? 1 : 2 })
        }
    }

    @Test func rowsAndBytesAreBounded() async throws {
        var batch = RowBatch(features: FeatureIndex(names: []))
        for _ in 0..<Limits.batchRows { _ = try batch.addRow() }
        #expect {
            _ = try batch.addRow()
        } throws: { error in
            (error as? APIError)?.status == .contentTooLarge
        }
        try await TestAppliance.run { appliance in
            for (bytes, status) in [
                (Limits.batchBodyBytes, HTTPResponse.Status.unprocessableContent),
                (Limits.batchBodyBytes + 1, .contentTooLarge),
            ] {
                let answer = try await appliance.send(
                    .post, Self.path, type: "application/json", headers: [.contentLength: "\(bytes)"])
                #expect(answer.status == status)
            }
        }
    }
}
