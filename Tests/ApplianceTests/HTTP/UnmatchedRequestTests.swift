import Access
import Foundation
import HTTPTypes
import Limiting
import Testing

@testable import Appliance

/// Paths that do not exist, and methods that a path does not answer.
@Suite struct UnmatchedRequestTests {
    @Test(arguments: [
        "/nowhere", "/predict/batch/more", "/health/dead", "/models/a/b", "/models/a/promote/b",
        "/v2", "/tokens", "/%2e%2e/etc/passwd", "/models/a/unknown",
    ])
    func unknownPathsAre404(path: String) async throws {
        try await TestAppliance.run { appliance in
            try expectProblem(try await appliance.get(path), .notFound, saying: path)
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.post, "/", "GET, HEAD"), (.put, "/health", "GET, HEAD"), (.get, "/predict", "POST"),
        (.head, "/predict", "POST"), (.options, "/predict/batch", "POST"), (.delete, "/models", "GET, HEAD, POST"),
        (.patch, "/models/x", "DELETE, GET, HEAD"), (.get, "/models/x/promote", "POST"),
        (.get, "/models/x/rollback", "POST"), (.post, "/models/x/download", "GET, HEAD"),
        (.post, "/openapi.json", "GET, HEAD"),
    ])
    func otherMethodsAre405WithAllow(method: HTTPRequest.Method, path: String, allow: String) async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.send(method, path)
            #expect(answer.status == .methodNotAllowed)
            #expect(answer.headers[.allow] == allow)
            if method == .head {
                #expect(answer.bytes.isEmpty)
            } else {
                try expectProblem(answer, .methodNotAllowed, saying: "Use \(allow).")
            }
        }
    }

    /// Where a word and a parameter stand in the same place, what Allow names must be answered.
    @Test(arguments: [HTTPRequest.Method.delete, .post, .put])
    func aMethodThatAllowNamesIsAnswered(method: HTTPRequest.Method) async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.send(method, "/models/compare")
            if answer.status == .methodNotAllowed {
                let allowed = try #require(answer.headers[.allow]).split(separator: ", ").map(String.init)
                #expect(!allowed.contains(method.rawValue))
            } else {
                #expect(method == .delete && answer.status == .notFound)
            }
        }
    }

    @Test func aModelMayBeNamedLikeAPath() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.constant("1"), name: "compare")
            try await appliance.add(TestModels.constant("2"), name: "compare")
            let answer = try await appliance.send(.post, "/models/compare/rollback")
            #expect(answer.status == .ok, "\(answer.text)")
        }
    }

    @Test func aSlashAtTheEndNamesTheSamePath() async throws {
        try await TestAppliance.run { appliance in
            for (path, status) in [("/health/", HTTPResponse.Status.ok), ("/predict/", .methodNotAllowed)] {
                let answer = try await appliance.get(path)
                #expect(answer.status == status)
            }
        }
    }

    /// Whoever looks for what may be there is no cheaper than whoever uses what is there.
    @Test(
        arguments: [
            (.get, "/nowhere", [:], 404), (.put, "/health", [:], 405),
            (.get, "/health", [.origin: "https://evil.example"], 403), (.get, "/health", [.contentEncoding: "br"], 415),
        ] as [(HTTPRequest.Method, String, HTTPFields, Int)])
    func whatFindsNothingCostsItsAddress(
        method: HTTPRequest.Method, path: String, headers: HTTPFields, status: Int
    ) async throws {
        let limits = LimitSettings(tiers: Tier.shipped, anonymous: LimitPolicy(perMinute: 60, burst: 2, perDay: nil))
        try await TestAppliance.run(limits: limits) { appliance in
            #expect(try await appliance.get("/models").status == .ok)
            for expected in [status, status, 429, 429] {
                let answer = try await appliance.send(method, path, headers: headers)
                #expect(answer.status.code == expected, "\(answer.text)")
            }
            #expect(try await appliance.get("/health").status == .ok, "what costs nothing is still answered")
            #expect(try await appliance.get("/models").status == .ok, "and so is who says who it is")
        }
    }

    @Test func aLongPathIsQuotedInPart() async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.get("/" + String(repeating: "a", count: 5_000))
            #expect(answer.status == .notFound)
            #expect(answer.bytes.count < 2 * Limits.quotedPathBytes + 400)
        }
    }
}
