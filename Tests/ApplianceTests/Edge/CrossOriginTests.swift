import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Appliance

/// Which pages of other origins may use the API.
@Suite struct CrossOriginTests {
    private let origins = CrossOrigin(["https://maps.example", "http://localhost:3000"])

    @Test(arguments: [
        ("https://maps.example", true), ("http://localhost:3000", true), ("https://maps.example:443", false),
        ("http://maps.example", false), ("https://maps.example.org", false), ("https://maps.example/", false),
        ("null", false),
        ("*", false), ("HTTPS://maps.example", false),
    ])
    func onlyNamedOriginsAreLetIn(origin: String, isLet: Bool) throws {
        let request = Self.request(.post, [.origin: origin])
        #expect(origins.allow(request) == isLet)
        var response = Response(status: .ok)
        origins.open(&response, to: request)
        #expect(response.headers[.accessControlAllowOrigin] == (isLet ? origin : nil))
        #expect(response.headers[.vary] == "Origin")
        #expect(response.headers[.accessControlAllowCredentials] == nil)
        #expect((try? BrowserGuard().check(request, answersStrangers: true, allowing: origins)) != nil || !isLet)
    }

    @Test func nobodyIsLetInWithoutASetting() {
        let request = Self.request(.post, [.origin: "https://maps.example"])
        var response = Response(status: .ok)
        let before = response.headers
        CrossOrigin().open(&response, to: request)
        #expect(response.headers == before && !CrossOrigin().allow(request))
    }

    @Test func aQuestionBeforehandIsAnswered() throws {
        let fields: HTTPFields = [.origin: "https://maps.example", .accessControlRequestMethod: "POST"]
        let answer = try #require(origins.preflight(Self.request(.options, fields), allowed: [.post, .get]))
        #expect(answer.status == .noContent && answer.headers[.accessControlAllowMethods] == "GET, POST")
        #expect(origins.preflight(Self.request(.options, fields), allowed: []) == nil)
        #expect(origins.preflight(Self.request(.post, fields), allowed: [.post]) == nil)
        #expect(origins.preflight(Self.request(.options, [.origin: "https://maps.example"]), allowed: [.post]) == nil)
        #expect(CrossOrigin().preflight(Self.request(.options, fields), allowed: [.post]) == nil)
    }

    @Test(arguments: [
        ("https://a", true), ("http://a:1", true), ("https://[::1]:1", true), ("https://a/", false), ("a", false),
        ("*", false),
        ("https://*.a", false), ("https://A", false), ("https://", false), ("ftp://a", false), ("https://u@a", false),
    ])
    func originsAreSchemesAndHosts(text: String, isOrigin: Bool) {
        #expect(CrossOrigin.isOrigin(text) == isOrigin)
    }

    private static func request(_ method: HTTPRequest.Method, _ fields: HTTPFields) -> Request {
        Request(
            head: HTTPRequest(method: method, scheme: "http", authority: "localhost", path: "/", headerFields: fields),
            body: RequestBody(buffer: ByteBuffer()))
    }
}
