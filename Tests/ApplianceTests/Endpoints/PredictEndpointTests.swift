import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

@Suite struct PredictEndpointTests {
    @Test func theAnswerHasExactlyTheContractsFields() async throws {
        try await TestAppliance.run { appliance in
            let model = try await appliance.add(TestModels.split())
            let answer = try await appliance.post("/predict", #"{"data":{"pm25":3,"wind_speed":1}}"#)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(
                answer.text
                    == #"{"predictions":[1.0],"model_id":"\#(model.id)","model_name":"aqi","model_version":"v1","#
                    + #""inference_time_ms":0.0,"timestamp":"2025-01-01T00:00:00.000Z","input_shape":[1,2]}"#)
        }
    }

    @Test(arguments: [
        (#"{"pm25":0}"#, 1.0), (#"{"pm25":10}"#, 1), (#"{"pm25":10.000001}"#, 2), (#"{"pm25":null}"#, 2),
        ("{}", 2), (#"{"wind_speed":4}"#, 2), (#"{"pm25":-0.0,"wind_speed":null}"#, 1),
    ])
    func missingIsNullAndNotZero(data: String, prediction: Double) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            #expect(try await appliance.prediction(data) == prediction)
        }
    }

    @Test(arguments: [
        (#"{"data":{"pm25":"high"}}"#, ["body", "data", "pm25"], "A number or null belongs here"),
        (#"{"data":{"pm25":true}}"#, ["body", "data", "pm25"], "A number or null belongs here"),
        (#"{"data":{"pm25":{"v":1}}}"#, ["body", "data", "pm25"], "A number or null belongs here"),
        (#"{"data":{"pm25":1e999}}"#, ["body", "data", "pm25"], "32-bit float"),
        (#"{"data":{"pm25":3.5e38}}"#, ["body", "data", "pm25"], "32-bit float"),
        (#"{"data":{"pm25":NaN}}"#, ["body"], "byte 16"),
        (#"{"data":{"windspeed":1}}"#, ["body", "data", "windspeed"], "Did you mean 'wind_speed'?"),
        (#"{"data":{"altitude":1}}"#, ["body", "data", "altitude"], "no feature 'altitude'"),
        (#"{"data":{"altitude":1,"pm25":"x"}}"#, ["body", "data", "pm25"], "(and 1 more)"),
        (#"{"data":[{}]}"#, ["body", "data"], "An object of features"),
        (#"{"data":{},"model":"aqi"}"#, ["body", "model"], "not known"),
        (#"{"data":{},"batch_size":1}"#, ["body", "batch_size"], "not known"),
        (#"{"data":{},"return_probabilities":true}"#, ["body", "return_probabilities"], "no classifier"),
        (#"{"model_name":"aqi"}"#, ["body", "data"], "required"), ("", ["body"], "byte 0"), ("{", ["body"], "byte 1"),
    ])
    func whatDoesNotValidateIs422(json: String, location: [String], part: String) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            try expectProblem(
                try await appliance.post("/predict", json), .unprocessableContent, at: location, saying: part)
        }
    }

    @Test(arguments: [
        (30, HTTPResponse.Status.unprocessableContent), (31, .badRequest),
    ])
    func nestingDeeperThan32Is400(lists: Int, status: HTTPResponse.Status) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            let value = String(repeating: "[", count: lists) + String(repeating: "]", count: lists)
            for data in [#"{"pm25":\#(value)}"#, #"{"other":\#(value)}"#] {
                let answer = try await appliance.post("/predict", "{\"data\":\(data)}")
                #expect(answer.status == status)
                #expect(answer.headers[.contentType] == "application/problem+json")
            }
        }
    }

    @Test(arguments: [
        #"{"data":{"pm25":1,"pm25":1}}"#, #"{"data":{},"data":{}}"#, #"{"data":{"other":{"x":1,"x":2}}}"#,
        #"{"data":{},"model_name":"aqi","model_name":"aqi"}"#, #"{"data":{"pm25":1,"pm\u00325":1}}"#,
    ])
    func aRepeatedKeyIs400(json: String) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            try expectProblem(try await appliance.post("/predict", json), .badRequest, saying: "stands twice")
        }
    }

    @Test func wrongTypesOfBodiesAre415() async throws {
        try await TestAppliance.run { appliance in
            for type in [nil, "text/plain", "text/csv", "application/x-www-form-urlencoded"] {
                let answer = try await appliance.send(.post, "/predict", Array(#"{"data":{}}"#.utf8), type: type)
                try expectProblem(answer, .unsupportedMediaType, saying: "Send application/json.")
                #expect(answer.headers[.accept] == "application/json")
            }
            let zipped = try await appliance.send(
                .post, "/predict", [0x1F, 0x8B], type: "application/json", headers: [.contentEncoding: "gzip"])
            try expectProblem(zipped, .unsupportedMediaType, saying: "Content-Encoding")
        }
    }

    @Test func aBodyOverItsLimitIs413() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            let frame = #"{"data":{}}"#
            let room = Limits.predictBodyBytes - frame.utf8.count
            let longest = try await appliance.post("/predict", frame + String(repeating: " ", count: room))
            #expect(longest.status == .ok)
            let longer = try await appliance.post("/predict", frame + String(repeating: " ", count: room + 1))
            try expectProblem(longer, .contentTooLarge, saying: "\(Limits.predictBodyBytes) bytes")
        }
    }

    @Test func aQueryIsRefused() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            try expectProblem(
                try await appliance.post("/predict?model_name=other", #"{"data":{}}"#), .unprocessableContent,
                at: ["query", "model_name"])
        }
    }

    @Test func anAnswerThatJSONCannotSayIs422() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.overflowing)
            try expectProblem(
                try await appliance.post("/predict", #"{"data":{}}"#), .unprocessableContent, at: ["body", "data"],
                saying: "no finite number")
        }
    }

    @Test func withoutAModelItIs404() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split(), stage: .staging)
            try expectProblem(
                try await appliance.post("/predict", #"{"data":{}}"#), .notFound, saying: "No model is in production")
        }
    }

    @Test func theModelIsChosenByIDByNameOrTheNewest() async throws {
        try await TestAppliance.run { appliance in
            let old = try await appliance.add(TestModels.constant("1"), name: "a")
            appliance.clock.advance(milliseconds: 1)
            try await appliance.add(TestModels.constant("2"), name: "b")
            appliance.clock.advance(milliseconds: 1)
            let dev = try await appliance.add(TestModels.constant("3"), name: "a", stage: .dev)

            #expect(try await appliance.prediction("{}") == 2)
            #expect(try await appliance.prediction("{}", #","model_name":"a""#) == 1)
            #expect(try await appliance.prediction("{}", #","model_id":"\#(old.id)""#) == 1)
            #expect(try await appliance.prediction("{}", #","model_id":"\#(dev.id)""#) == 3)
            #expect(try await appliance.prediction("{}", #","model_id":"\#(dev.id)","model_name":"a""#) == 3)

            let mismatch = try await appliance.post(
                "/predict", #"{"data":{},"model_id":"\#(old.id)","model_name":"b"}"#)
            try expectProblem(mismatch, .unprocessableContent, at: ["body", "model_name"], saying: "'a', not 'b'")
            for (rest, part) in [
                (#""model_id":"none""#, "none"), (#""model_name":"none""#, "'none'"), (#""model_id":"""#, "model"),
            ] {
                let answer = try await appliance.post("/predict", "{\"data\":{},\(rest)}")
                try expectProblem(answer, .notFound, saying: part)
            }
            let slip = try await appliance.post("/predict", #"{"data":{},"model_name":"aa"}"#)
            try expectProblem(slip, .notFound, saying: "Did you mean 'a'?")
        }
    }

    @Test func classifiersAnswerTheirPredictionAndOnRequestProbabilities() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.binary, name: "two")
            try await appliance.add(TestModels.multiclass, name: "three")
            for (name, asked, expected) in [
                ("two", false, "[0.5]"), ("two", true, "[[0.5,0.5]]"),
                ("three", false, "[[0.3333333333333333,0.3333333333333333,0.3333333333333333]]"),
                ("three", true, "[[0.3333333333333333,0.3333333333333333,0.3333333333333333]]"),
            ] {
                let body = #"{"data":{},"model_name":"\#(name)","return_probabilities":\#(asked)}"#
                let answer = try await appliance.post("/predict", body)
                #expect(answer.text.hasPrefix("{\"predictions\":\(expected),"), "\(answer.text)")
            }
        }
    }

    @Test func predictionsAreCountedPerModel() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            _ = try await appliance.prediction("{}")
            _ = try await appliance.post("/predict/batch", #"{"data":[{},{},{}]}"#)
            let text = try await appliance.metrics()
            #expect(
                text.contains(#"model_predictions_total{model_name="aqi",model_version="v1",status="success"} 4"#),
                "\(text)")
        }
    }
}
