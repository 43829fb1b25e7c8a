import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Appliance

/// Web pages must not use the daemon through their visitor's browser.
@Suite struct BrowserGuardTests {
    private static func status(
        _ host: String?, _ headers: HTTPFields = [:], allowed: [String] = [], answersStrangers: Bool = true
    ) -> HTTPResponse.Status {
        let request = Request(
            head: HTTPRequest(method: .post, scheme: "http", authority: host, path: "/", headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
        do {
            try BrowserGuard(host: "127.0.0.1", allowedHosts: allowed).check(
                request, answersStrangers: answersStrangers)
            return .ok
        } catch {
            return error.status
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.0.0.1:8000", true), ("localhost:8000", true), ("LOCALHOST", true), ("[::1]", true),
        ("[::1]:80", true), ("127.1.2.3:1", true), ("192.168.0.1", true), ("[2001:db8::1]:8000", true),
        ("example.org", false), ("127.0.0.1.example.org", false), ("localhost.example.org", false),
        ("127.0.0.1:80x", false), ("[::1]x", false), ("[::1", false), ("[]", false), ("", false), (":80", false),
        ("0.0.0.0", false), ("[::]", false), ("127.0.0.256", false), ("user@127.0.0.1", false),
        ("[example.org]", false),
    ])
    func onlyAddressesAndKnownNamesAreAnswered(host: String, isAnswered: Bool) {
        #expect(Self.status(host) == (isAnswered ? .ok : .misdirectedRequest))
    }

    @Test(arguments: [
        (["aqi.example.org"], "aqi.example.org", true), (["AQI.example.org"], "aqi.example.ORG:443", true),
        (["aqi.example.org"], "example.org", false), (["*"], "anything.example.org", true), (["*"], "", false),
    ])
    func configuredNamesAreAnswered(allowed: [String], host: String, isAnswered: Bool) {
        #expect(Self.status(host, allowed: allowed) == (isAnswered ? .ok : .misdirectedRequest))
    }

    @Test func whereCredentialsAreAskedForTheNameDoesNotMatter() {
        #expect(Self.status("example.org", answersStrangers: false) == .ok)
        #expect(Self.status(nil, answersStrangers: false) == .badRequest)
    }

    @Test func aRequestWithoutHostIs400() {
        #expect(Self.status(nil) == .badRequest)
    }

    @Test(arguments: [
        ("http://localhost:8000", true), ("http://localhost", false), ("https://localhost:8000", true),
        ("http://example.org", false), ("null", false), ("", false),
    ])
    func anotherSitesOriginIs403(origin: String, isAnswered: Bool) {
        for answersStrangers in [true, false] {
            let status = Self.status("localhost:8000", [.origin: origin], answersStrangers: answersStrangers)
            #expect(status == (isAnswered ? .ok : .forbidden))
        }
    }

    @Test(arguments: [("cross-site", false), ("same-origin", true), ("none", true)])
    func anotherSitesFetchIs403(site: String, isAnswered: Bool) throws {
        let name = try #require(HTTPField.Name("Sec-Fetch-Site"))
        #expect(Self.status("localhost", [name: site]) == (isAnswered ? .ok : .forbidden))
    }
}
