import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Appliance

/// Web pages must not use the daemon through their visitor's browser.
@Suite struct BrowserGuardTests {
    private static func status(_ host: String?, _ headers: HTTPFields = [:]) -> HTTPResponse.Status {
        let request = Request(
            head: HTTPRequest(method: .post, scheme: "http", authority: host, path: "/", headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
        do {
            try BrowserGuard.check(request)
            return .ok
        } catch {
            return error.status
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.0.0.1:8000", true), ("localhost:8000", true), ("[::1]", true), ("[::1]:80", true),
        ("127.1.2.3:1", true), ("example.org", false), ("127.0.0.1.example.org", false),
        ("localhost.example.org", false),
        ("127.0.0.1:80x", false), ("[::2]", false), ("[::1]x", false), ("[::1", false), ("", false), ("0.0.0.0", false),
        ("192.168.0.1", false), ("127.0.0.256", false), ("user@127.0.0.1", false),
    ])
    func onlyThisMachinesNamesAreAnswered(host: String, isAnswered: Bool) {
        #expect(Self.status(host) == (isAnswered ? .ok : .misdirectedRequest))
    }

    @Test func aRequestWithoutHostIs400() {
        #expect(Self.status(nil) == .badRequest)
    }

    @Test(arguments: [
        ("http://localhost:8000", true), ("http://localhost", false), ("https://localhost:8000", true),
        ("http://example.org", false), ("null", false), ("", false),
    ])
    func anotherSitesOriginIs403(origin: String, isAnswered: Bool) {
        #expect(Self.status("localhost:8000", [.origin: origin]) == (isAnswered ? .ok : .forbidden))
    }

    @Test(arguments: [("cross-site", false), ("same-origin", true), ("none", true)])
    func anotherSitesFetchIs403(site: String, isAnswered: Bool) throws {
        let name = try #require(HTTPField.Name("Sec-Fetch-Site"))
        #expect(Self.status("localhost", [name: site]) == (isAnswered ? .ok : .forbidden))
    }
}
