import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// What every answer carries, whatever the route.
@Suite struct EnvelopeTests {
    @Test(arguments: [
        ("a", true), ("Az09-_.:", true), (String(repeating: "x", count: 128), true),
        (String(repeating: "x", count: 129), false), ("", false), ("a b", false), ("a\"b", false), ("ä", false),
        ("a/b", false), ("a\u{7F}", false), ("{}", false),
    ])
    func aValidRequestIDIsKeptAndAnotherReplaced(id: String, isKept: Bool) async throws {
        #expect(RequestIDGenerator.isAcceptable(id) == isKept)
        try await TestAppliance.run { appliance in
            for path in ["/health", "/nowhere", "/models/none"] {
                let answer = try await appliance.send(.get, path, headers: [.requestID: id])
                let given = try #require(answer.headers[.requestID])
                #expect((given == id) == isKept)
                #expect(RequestIDGenerator.isAcceptable(given))
            }
        }
    }

    @Test func generatedIDsAreOfOneRunAndCount() {
        var random = SystemRandomNumberGenerator()
        let generator = RequestIDGenerator(using: &random)
        let first = generator.next()
        let second = generator.next()
        #expect(first.count == 24 && first.prefix(16) == second.prefix(16))
        #expect(first.hasSuffix("00000001") && second.hasSuffix("00000002"))
        #expect(RequestIDGenerator(using: &random).next().prefix(16) != first.prefix(16))
    }

    @Test func everyAnswerHasAnIDAndATime() async throws {
        try await TestAppliance.run { appliance in
            for (method, path) in [
                (HTTPRequest.Method.get, "/"), (.head, "/health"), (.get, "/nope"), (.put, "/models"),
                (.post, "/predict"), (.get, "/metrics"), (.get, "/docs"), (.delete, "/models/x"),
            ] {
                let answer = try await appliance.send(method, path)
                #expect(answer.headers[.requestID]?.isEmpty == false, "\(path)")
                // The clock stands still.
                #expect(answer.headers[.processTime] == "0.000000", "\(path)")
            }
        }
    }

    @Test func everyAnswerTellsBrowsersWhatNotToDo() async throws {
        try await TestAppliance.run { appliance in
            for path in ["/health", "/nowhere", "/docs", "/models"] {
                let headers = try await appliance.send(.get, path).headers
                #expect(headers[.xContentTypeOptions] == "nosniff")
                #expect(headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
                #expect(headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
                #expect(headers[values: .contentSecurityPolicy].count == 1, "a page has its own")
                #expect(headers[.strictTransportSecurity] == nil, "plain HTTP must not say so")
                #expect((headers[.cacheControl] == "no-store") == (path == "/models"))
            }
        }
    }

    @Test(arguments: [("gzip", false), ("identity", true), ("Identity", true), ("br", false), ("", false)])
    func packedBodiesAre415(coding: String, isRead: Bool) async throws {
        try await TestAppliance.run { appliance in
            for path in ["/predict", "/models"] {
                let answer = try await appliance.send(
                    .post, path, Array("{}".utf8), type: "application/json", headers: [.contentEncoding: coding])
                #expect(
                    (answer.status == .unsupportedMediaType && answer.headers[.acceptEncoding] == "identity") == !isRead
                )
            }
            let nowhere = try await appliance.send(
                .post, "/nowhere", Array("{}".utf8), type: "application/json", headers: [.contentEncoding: coding])
            #expect(nowhere.status == .notFound, "what is not there comes first")
        }
    }

    @Test func headAnswersAsGetWithoutABody() async throws {
        try await TestAppliance.run { appliance in
            let paths = appliance.pathsOfGet
            #expect(paths.count > 8)
            for path in paths where path != "/metrics" {
                let concrete = path.replacing("{id}", with: "none")
                let get = try await appliance.send(.get, concrete, headers: [.requestID: "same"])
                let head = try await appliance.send(.head, concrete, headers: [.requestID: "same"])
                #expect(head.status == get.status, "\(path)")
                #expect(head.bytes.isEmpty, "\(path)")
                #expect(head.headers[.contentType] == get.headers[.contentType], "\(path)")
                #expect(head.headers[.contentLength] == String(get.bytes.count), "\(path)")
            }
        }
    }

    @Test func requestsAreCountedUnderTheirTemplateAndUnknownPathsUnderOneName() async throws {
        try await TestAppliance.run { appliance in
            for path in ["/models/a", "/models/b", "/x", "/y/z"] { _ = try await appliance.get(path) }
            let text = try await appliance.metrics()
            #expect(
                text.contains(#"http_requests_total{method="GET",endpoint="/models/{id}",status="404"} 2"#), "\(text)")
            #expect(text.contains(#"http_requests_total{method="GET",endpoint="unmatched",status="404"} 2"#))
            #expect(!text.contains("/y/z"))
        }
    }

    @Test func oneLogLineARequestWithoutTheQuery() async throws {
        try await TestAppliance.run { appliance in
            _ = try await appliance.send(.get, "/models/m?key=hunter2", headers: [.requestID: "r-1"])
            appliance.logSystem.flush()
            let lines = appliance.log.text.split(separator: "\n")
            #expect(lines.count == 1)
            #expect(lines.first?.contains(#""route":"/models/{id}","path":"/models/m","status":404"#) == true)
            #expect(lines.first?.contains(#""request_id":"r-1""#) == true)
            #expect(!appliance.log.text.contains("hunter2"))
        }
    }

    @Test func aFailureInsideSaysNothingToTheCallerAndEverythingToTheLog() async throws {
        try await TestAppliance.run { appliance in
            let model = try await appliance.add(TestModels.constant("1"), stage: .dev)
            try appliance.damageBytes(ofModel: model)
            let answer = try await appliance.get("/models/\(model.id)/download")
            try expectProblem(answer, .internalServerError)
            appliance.logSystem.flush()
            #expect(appliance.log.text.contains(#""level":"error""#))
            #expect(try await appliance.metrics().contains("http_request_exceptions_total 1\n"))
        }
    }

    @Test func aTargetOverItsLimitIs414() async throws {
        try await TestAppliance.run { appliance in
            let room = Limits.targetBytes - "/nowhere?".utf8.count
            let longest = try await appliance.get("/nowhere?" + String(repeating: "a", count: room))
            #expect(longest.status == .notFound)
            let longer = try await appliance.get("/nowhere?" + String(repeating: "a", count: room + 1))
            try expectProblem(longer, .uriTooLong)
        }
    }
}

extension TestAppliance {
    /// Path templates that GET answers.
    var pathsOfGet: [String] {
        ((try? RouteTable(parts).routes) ?? []).filter { $0.method == .get }.map(\.path)
    }
}
