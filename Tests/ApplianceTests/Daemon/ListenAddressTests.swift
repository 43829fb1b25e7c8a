import Testing

@testable import Appliance

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("127.1.2.3", "127.1.2.3"), ("127.255.255.254", "127.255.255.254"), ("::1", "::1"),
        ("localhost", "127.0.0.1"), ("0:0:0:0:0:0:0:1", "0:0:0:0:0:0:0:1"), ("::ffff:127.0.0.1", "::ffff:127.0.0.1"),
    ])
    func loopback(host: String, address: String) throws {
        let listening = try ListenAddress(host: host)
        #expect(listening.text == address)
        #expect(listening.isLoopback)
    }

    @Test(arguments: ["0.0.0.0", "::", "192.168.0.1", "10.0.0.1", "128.0.0.1", "fe80::1", "::ffff:192.168.0.1", "::2"])
    func whatOthersReach(host: String) throws {
        let listening = try ListenAddress(host: host)
        #expect(listening.text == host)
        #expect(!listening.isLoopback)
    }

    @Test(arguments: [
        "", "example.org", "localhost.example.org", "127.0.0.1.example.org", "127.0.0.1:80", "[::1]", "127.0.0.256",
        "/tmp/socket", " 127.0.0.1", "LOCALHOST.",
    ])
    func namesAreNotLookedUp(host: String) {
        #expect(throws: ListenAddress.Refusal(host: host)) { try ListenAddress(host: host) }
    }

    @Test(arguments: [
        (DaemonAddress(host: "127.0.0.1", port: 8000), "http://127.0.0.1:8000"),
        (DaemonAddress(host: "::1", port: 80), "http://[::1]:80"),
    ])
    func addressesAsURLs(address: DaemonAddress, url: String) {
        #expect(address.url == url)
    }
}
