import Access
import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// Requests are counted under what they were, and reported as JSON and CSV.
@Suite struct UsageEndpointTests {
    /// The groups of a report, each as the values of some members.
    private func groups(
        _ appliance: TestAppliance, _ query: String, _ members: String...
    ) async throws -> [[String]] {
        try await appliance.parts.usage.writer.commit()
        let answer = try await appliance.get("/usage?\(query)")
        #expect(answer.status == .ok, "\(answer.text)")
        let rows = try #require(try answer.object()["usage"] as? [[String: Any]])
        return rows.map { row in members.map { row[$0].map { "\($0)" } ?? "?" } }
    }

    @Test func predictionsAreCountedWithModelAndRows() async throws {
        try await TestAppliance.run { appliance in
            let model = try await appliance.add(TestModels.split())
            _ = try await appliance.post("/predict", #"{"data":{"pm25":1}}"#)
            _ = try await appliance.post("/predict", #"{"data":{"pm25":"x"}}"#)
            _ = try await appliance.post("/predict/batch", #"{"data":[{"pm25":1},{},{}]}"#)
            _ = try await appliance.get("/nowhere")
            let found = try await groups(
                appliance, "by=endpoint,status,model", "method", "endpoint", "status", "model_name", "model_id",
                "requests", "predicted_rows")
            let id = model.id
            let none = "<null>"
            #expect(
                Set(found) == [
                    ["POST", "/predict", "200", "aqi@v1", id, "1", "1"],
                    ["POST", "/predict", "422", "aqi@v1", id, "1", "0"],
                    ["POST", "/predict/batch", "200", "aqi@v1", id, "1", "3"],
                    ["GET", "unmatched", "404", none, none, "1", "0"],
                ])
        }
    }

    @Test func bytesAndTimeAddUp() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            let body = #"{"data":{"pm25":1}}"#
            var bytesOut = 0
            for _ in 0..<3 { bytesOut += try await appliance.post("/predict", body).bytes.count }
            let found = try await groups(
                appliance, "by=endpoint", "requests", "bytes_in", "bytes_out", "duration_seconds")
            #expect(found == [["3", "\(3 * body.utf8.count)", "\(bytesOut)", "0.0"]])
        }
    }

    /// A body that is refused for its size counts what was read of it, not what it says of itself.
    @Test func anAnnouncementIsNotABody() async throws {
        try await TestAppliance.run { appliance in
            let size = Limits.predictBodyBytes + 1
            let answer = try await appliance.send(
                .post, "/predict", [UInt8](repeating: 32, count: size), type: "application/json",
                headers: [.contentLength: String(size)])
            #expect(answer.status == .contentTooLarge)
            #expect(try await groups(appliance, "by=status", "status", "bytes_in") == [["413", "0"]])
        }
    }

    @Test func csvByAccept() async throws {
        try await TestAppliance.run { appliance in
            _ = try await appliance.get("/models")
            try await appliance.parts.usage.writer.commit()
            let answer = try await appliance.get("/usage?by=day,endpoint,user", accept: "text/csv")
            #expect(answer.headers[.contentType] == "text/csv; charset=utf-8; header=present")
            #expect(
                answer.text == """
                    day,method,endpoint,user_id,username,requests,predicted_rows,bytes_in,bytes_out,duration_seconds
                    2025-01-01,GET,/models,1,admin,1,0,0,2,0.000000

                    """)
        }
    }

    @Test(
        arguments: [
            (nil, false), ("*/*", false), ("text/csv", true), ("text/csv;header=present", true),
            ("application/json, text/csv;q=0.9", false), ("application/json;q=0.5, text/csv;q=0.9", true),
            ("text/csv;q=0", false), ("text/csv;q=x", false), ("application/json, text/csv", false),
        ] as [(String?, Bool)])
    func acceptDecides(accept: String?, isCSV: Bool) async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.get("/usage", accept: accept)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType]?.hasPrefix("text/csv") == isCSV)
        }
    }

    @Test func pagesLinkToTheNext() async throws {
        try await TestAppliance.run { appliance in
            for path in ["/models", "/models/a", "/nowhere"] { _ = try await appliance.get(path) }
            try await appliance.parts.usage.writer.commit()
            var seen: [String] = []
            var next: String? = "/usage?by=endpoint&limit=2"
            while let path = next, seen.count < 10 {
                let answer = try await appliance.get(path)
                let rows = try #require(try answer.object()["usage"] as? [[String: Any]])
                seen += rows.compactMap { $0["endpoint"] as? String }
                #expect(try answer.object()["groups"] as? Int == 3)
                next = answer.headers[.link]?.split(separator: ">").first.map { String($0.dropFirst()) }
            }
            #expect(seen.sorted() == ["/models", "/models/{id}", "unmatched"])
        }
    }

    @Test(arguments: ["by=users", "from=x", "limit=0", "day=1", "from=2020-01-01T00:00:00Z", "by=day&by=user"])
    func badQueriesAre422(query: String) async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.get("/usage?\(query)")
            #expect(answer.status == .unprocessableContent)
        }
    }

    @Test func whoSaysNothingHasNoUsageOfTheirOwn() async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.asked(by: nil).get("/users/me/usage")
            #expect(answer.status == .unauthorized)
        }
    }

    @Test func callersSeeTheirOwnUsageAlone() async throws {
        try await TestAppliance.run { appliance in
            let ada = try await appliance.makeCaller("ada", role: .viewer)
            let own = appliance.asked(by: ada)
            for _ in 0..<2 { _ = try await own.get("/models") }
            _ = try await appliance.get("/models")
            let refused = try await own.get("/usage")
            #expect(refused.status == .forbidden)
            try await appliance.parts.usage.writer.commit()
            let answer = try await own.get("/users/me/usage?by=key,status")
            let rows = try #require(try answer.object()["usage"] as? [[String: Any]], "\(answer.text)")
            #expect(rows.map { $0["status"] as? Int } == [200, 403])
            #expect(rows.map { $0["requests"] as? Int } == [2, 1])
            #expect(rows.allSatisfy { $0["key_id"] as? Int64 == ada.keyID && $0["key_name"] as? String == "test" })
            let byUser = try await own.get("/users/me/usage?by=user")
            #expect(byUser.status == .unprocessableContent)
        }
    }

    @Test func callersSeeWhatIsLeft() async throws {
        try await TestAppliance.run { appliance in
            let document = try OpenAPIDocument()
            let ada = try await appliance.makeCaller(
                "ada", role: .viewer, tier: "free", limits: APIKeyLimits(perDay: 500))
            let own = appliance.asked(by: ada)
            for _ in 0..<2 { _ = try await own.get("/models") }
            let answer = try await own.get("/users/me/usage")
            let allowance = try #require(try answer.object()["allowance"] as? [String: [String: Int]], "\(answer.text)")
            #expect(allowance["burst"] == ["limit": 100, "remaining": 97, "reset_seconds": 3])
            #expect(allowance["daily"] == ["limit": 500, "remaining": 497, "reset_seconds": 86_400])
            #expect(answer.headers[.dailyQuotaRemaining] == "497", "as the fields say")
            // Who has no limit is told so.
            let unlimited = try await appliance.get("/users/me/usage")
            #expect(unlimited.text.contains(#""allowance":{"burst":null,"daily":null}"#), "\(unlimited.text)")
            for answer in [answer, unlimited] {
                let schema = try document.schema("get", "/users/me/usage", 200)
                #expect(try document.violations(of: try answer.json(), schema).isEmpty, "\(answer.text)")
            }
        }
    }

    @Test func refusedStrangersCountUnderNobody() async throws {
        try await TestAppliance.run { appliance in
            _ = try await appliance.asked(by: nil).get("/models")
            let found = try await groups(appliance, "by=user,status", "user_id", "username", "status", "requests")
            #expect(found == [["<null>", "<null>", "401", "1"]])
        }
    }

    @Test func namesOfDeletedUsersAndKeysStay() async throws {
        try await TestAppliance.run { appliance in
            let ada = try await appliance.makeCaller("ada", role: .viewer)
            _ = try await appliance.asked(by: ada).get("/models")
            try appliance.behindItsBack("DELETE FROM users WHERE username = 'ada'")
            let found = try await groups(appliance, "by=user,key", "username", "key_name", "requests")
            #expect(found == [["ada", "test", "1"]])
        }
    }
}
