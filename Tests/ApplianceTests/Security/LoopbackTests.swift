import HTTPTypes
import NIOCore
import Testing

@testable import Appliance

/// Who is on this machine.
@Suite struct LoopbackTests {
    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.0.1", true), ("::1", true), ("::ffff:127.0.0.1", true), ("128.0.0.1", false),
        ("10.0.0.1", false), ("::", false), ("0.0.0.0", false), ("::ffff:10.0.0.1", false), ("fe80::1", false),
    ])
    func addresses(text: String, isLoopback: Bool) throws {
        #expect(try SocketAddress(ipAddress: text, port: 1).isLoopback == isLoopback)
    }

    @Test func aSocketOfTheFileSystemIsNone() throws {
        #expect(try !SocketAddress(unixDomainSocketPath: "/srv/socket").isLoopback)
    }

    @Test(arguments: [
        "Forwarded", "Via", "X-Forwarded-For", "x-forwarded-for", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP",
    ])
    func aProxyGivesItselfAway(name: String) throws {
        let field = try #require(HTTPField.Name(name))
        #expect(HTTPFields([HTTPField(name: field, value: "")]).comeThroughAProxy)
        #expect(!HTTPFields([HTTPField(name: .accept, value: name)]).comeThroughAProxy)
    }
}
