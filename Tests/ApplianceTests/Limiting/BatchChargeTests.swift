import Access
import Foundation
import HTTPTypes
import Limiting
import Testing

@testable import Appliance

/// What a batch costs where the tier charges rows, seen from outside.
@Suite struct BatchChargeTests {
    private static let settings = LimitSettings(
        tiers: [
            Tier(
                name: "enterprise", requestsPerMinute: 60, burst: 5, requestsPerDay: 1_000, chargesBatchesByRow: true)
        ], anonymous: LimitPolicy(perMinute: 60, burst: 100, perDay: nil))

    @Test(arguments: [
        (#"{"data":[{"pm25":1},{"pm25":2}]}"#, "application/json", 200, 2),
        (#"{"data":[]}"#, "application/json", 200, 1),
        (#"{"data":[{"pm25":"x"}]}"#, "application/json", 422, 1), (#"{"data":["#, "application/json", 422, 1),
        (#"{"data":[],"data":[]}"#, "application/json", 400, 1),
        (#"{"data":[],"model_name":"none"}"#, "application/json", 404, 1), ("pm25\nabc\n", "text/csv", 422, 1),
        ("x", "text/plain", 415, 1),
        // Six rows never fit into a burst of five.
        (#"{"data":[{},{},{},{},{},{}]}"#, "application/json", 413, 1),
    ])
    func everyBatchCostsAtLeastOne(body: String, type: String, status: Int, cost: Int) async throws {
        try await TestAppliance.run(limits: Self.settings) { appliance in
            try await appliance.add(TestModels.split())
            let answer = try await appliance.send(.post, "/predict/batch", Array(body.utf8), type: type)
            #expect(answer.status.code == status, "\(answer.text)")
            #expect(answer.headers[.dailyQuotaRemaining] == "\(1_000 - cost)", "\(answer.headers)")
        }
    }

    @Test func whatALimitRefusesCostsNothing() async throws {
        try await TestAppliance.run(limits: Self.settings) { appliance in
            try await appliance.add(TestModels.split())
            let wrong = #"{"data":[{"pm25":"x"}]}"#
            for _ in 0..<4 { _ = try await appliance.post("/predict/batch", wrong) }
            let late = try await appliance.post("/predict/batch", #"{"data":[{},{}]}"#)
            #expect(late.status == .tooManyRequests && late.headers[.dailyQuotaRemaining] == "996")
            #expect(try await appliance.post("/predict/batch", wrong).status == .unprocessableContent)
            #expect(try await appliance.post("/predict/batch", wrong).status == .tooManyRequests)
        }
    }
}
