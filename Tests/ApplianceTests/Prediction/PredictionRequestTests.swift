import HTTPTypes
import JSONText
import Testing

@testable import Appliance

@Suite struct PredictionRequestTests {
    private static func read(_ json: String, isBatch: Bool = false) throws(APIError) -> PredictionRequest {
        try PredictionRequest(Array(json.utf8), isBatch: isBatch)
    }

    @Test func everyFieldIsRead() throws {
        let request = try Self.read(
            #"{"model_id":"m","data":[1,{"a":2}],"return_probabilities":true,"model_name":"n","batch_size":7}"#,
            isBatch: true)
        #expect(request.modelID == "m" && request.modelName == "n")
        #expect(request.returnsProbabilities && request.batchSize == 7)
        var data = request.data
        let kind = try data.peek()
        #expect(kind == .array)
    }

    @Test func nullIsAsIfLeftOut() throws {
        let request = try Self.read(#"{"data":{},"model_id":null,"model_name":null,"batch_size":null}"#, isBatch: true)
        #expect(request.modelID == nil && request.modelName == nil && request.batchSize == nil)
        #expect(!request.returnsProbabilities)
    }

    @Test(arguments: [
        ("", ["body"]), ("[]", ["body"]), ("null", ["body"]), ("{", ["body"]), (#"{"data":{}} x"#, ["body"]),
        ("{}", ["body", "data"]), (#"{"model_id":"a"}"#, ["body", "data"]),
        (#"{"data":{},"model_id":5}"#, ["body", "model_id"]),
        (#"{"data":{},"model_name":[]}"#, ["body", "model_name"]),
        (#"{"data":{},"return_probabilities":1}"#, ["body", "return_probabilities"]),
        (#"{"data":{},"return_probabilities":null}"#, ["body", "return_probabilities"]),
        (#"{"data":{},"batch_size":0}"#, ["body", "batch_size"]),
        (#"{"data":{},"batch_size":-1}"#, ["body", "batch_size"]),
        (#"{"data":{},"batch_size":1.5}"#, ["body", "batch_size"]),
        (#"{"data":{},"batch_size":"1"}"#, ["body", "batch_size"]),
        (#"{"data":{},"batch_size":99999999999999999999}"#, ["body", "batch_size"]),
        (#"{"data":{},"dta":{}}"#, ["body", "dta"]), (#"{"inputs":{}}"#, ["body", "inputs"]),
    ])
    func whatDoesNotValidateIs422(json: String, location: [String]) {
        #expect {
            try Self.read(json, isBatch: true)
        } throws: { error in
            let error = error as? APIError
            return error?.status == .unprocessableContent && error?.fields.first?.location == location
        }
    }

    @Test func aSlipIsToldTheNameThatWasMeant() {
        #expect(throws: APIError.invalid("body", "dta", message: "The field 'dta' is not known. Did you mean 'data'?"))
        {
            try Self.read(#"{"dta":{}}"#)
        }
        #expect {
            try Self.read(#"{"data":{},"batch_size":1}"#)
        } throws: { error in
            (error as? APIError)?.fields.first?.location == ["body", "batch_size"]
        }
    }

    @Test(arguments: [(31, true), (32, false)])
    func nestingIsBounded(listsWithinTheBody: Int, isRead: Bool) {
        let lists =
            String(repeating: "[", count: listsWithinTheBody) + String(repeating: "]", count: listsWithinTheBody)
        do {
            _ = try Self.read("{\"data\":\(lists)}")
            #expect(isRead)
        } catch {
            #expect(!isRead && error.status == .badRequest)
        }
    }

    @Test(arguments: [
        #"{"data":{},"data":{}}"#, #"{"data":{"a":1,"a":1}}"#, #"{"data":[{"a":{"b":1,"\u0062":1}}]}"#,
        #"{"data":{},"model_id":"a","model_id":"b"}"#, #"{"data":{},"d\u0061ta":{}}"#,
    ])
    func aRepeatedKeyIs400(json: String) {
        #expect {
            try Self.read(json)
        } throws: { error in
            (error as? APIError)?.status == .badRequest
        }
    }
}
