import Access
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Appliance

/// Where a request comes from, as limits, the audit and the log see it.
@Suite struct ClientAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("203.0.113.255", "203.0.113.255"), ("2001:db8::fe01:2", "2001:db8::fe01:2"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("::1", "::1"),
    ])
    func socketsHaveAddresses(text: String, address: String) throws {
        let socket = try SocketAddress(ipAddress: text, port: 8000)
        #expect(try #require(IPAddress(socket)).description == address)
    }

    @Test func aSocketInTheFileSystemHasNone() throws {
        #expect(IPAddress(try SocketAddress(unixDomainSocketPath: "/run/socket")) == nil)
    }

    @Test(
        arguments: [
            ([], ForwardingField.xForwardedFor, "10.0.0.1"), (["10.0.0.0/8"], .xForwardedFor, "192.0.2.7"),
            (["10.0.0.0/8"], .forwarded, "192.0.2.9"), (["10.0.0.2"], .forwarded, "10.0.0.1"),
        ] as [([String], ForwardingField, String)])
    func onlyTheOneFieldOfTrustedProxiesCounts(trusted: [String], field: ForwardingField, expected: String) throws {
        let proxies = TrustedProxies(ranges: try trusted.map { try AddressRange($0) }, field: field)
        let request = Request(
            head: HTTPRequest(
                method: .get, scheme: "http", authority: "localhost", path: "/",
                headerFields: HTTPFields([
                    HTTPField(name: .known("Forwarded"), value: "for=192.0.2.9"),
                    HTTPField(name: .known("X-Forwarded-For"), value: "198.51.100.1"),
                    HTTPField(name: .known("X-Forwarded-For"), value: "192.0.2.7"),
                ])),
            body: RequestBody(buffer: ByteBuffer()))
        let channel = EmbeddedChannel()
        channel.remoteAddress = try SocketAddress(ipAddress: "10.0.0.1", port: 1)
        let context = ApplianceRequestContext(
            source: ApplicationRequestContextSource(channel: channel, logger: Logger(label: "test")))
        #expect(proxies.client(of: request, context).description == expected)
    }
}
