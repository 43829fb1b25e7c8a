import Testing

@testable import Access

/// Whose word is taken, and how far to the left.
@Suite struct TrustedProxiesTests {
    @Test(
        arguments: [
            // Nobody trusted: the field is anybody's invention.
            ("192.0.2.9", ["1.2.3.4"], "192.0.2.9"),
            ("10.0.0.1", [], "10.0.0.1"), ("10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
            ("::ffff:10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
            // From the right, over trusted ones, to the first that is not.
            ("10.0.0.1", ["6.6.6.6, 1.2.3.4, 10.0.0.2"], "1.2.3.4"), ("10.0.0.1", ["6.6.6.6", "1.2.3.4"], "1.2.3.4"),
            ("10.0.0.1", ["6.6.6.6,1.2.3.4", "10.0.0.3,\t10.0.0.2 "], "1.2.3.4"),
            ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            // What does not read ends the search where the last trusted proxy stands.
            ("10.0.0.1", ["1.2.3.4, garbage"], "10.0.0.1"), ("10.0.0.1", ["1.2.3.4, unknown, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", ["1.2.3.4,"], "10.0.0.1"), ("10.0.0.1", [""], "10.0.0.1"),
            ("10.0.0.1", ["1.2.3.4,,10.0.0.2"], "10.0.0.2"),
            // Ports and brackets.
            ("10.0.0.1", ["1.2.3.4:5678"], "1.2.3.4"), ("10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
            ("10.0.0.1", ["[2001:db8::1]"], "2001:db8::1"), ("10.0.0.1", ["[2001:db8::1]:80"], "2001:db8::1"),
            ("10.0.0.1", ["[2001:db8::1"], "10.0.0.1"), ("10.0.0.1", ["[1.2.3.4]"], "10.0.0.1"),
            ("10.0.0.1", ["1.2.3.4:"], "10.0.0.1"),
            ("10.0.0.1", ["1.2.3.4:http"], "10.0.0.1"), ("10.0.0.1", ["[2001:db8::1]x"], "10.0.0.1"),
            ("10.0.0.1", ["::ffff:1.2.3.4"], "1.2.3.4"),
        ] as [(String, [String], String)])
    func xForwardedFor(peer: String, values: [String], client: String) throws {
        try expect(.xForwardedFor, peer, values, client)
    }

    @Test(
        arguments: [
            ("192.0.2.9", ["for=1.2.3.4"], "192.0.2.9"), ("10.0.0.1", ["for=1.2.3.4"], "1.2.3.4"),
            ("10.0.0.1", ["For=1.2.3.4;proto=https;by=10.0.0.2"], "1.2.3.4"),
            ("10.0.0.1", [#"for="1.2.3.4:80""#], "1.2.3.4"),
            ("10.0.0.1", [#"for=6.6.6.6, for="[2001:db8::1]:4711";host="a""#], "2001:db8::1"),
            ("10.0.0.1", ["for=1.2.3.4, for=10.0.0.2", "for=10.0.0.3"], "1.2.3.4"),
            ("10.0.0.1", ["for=1.2.3.4, for=_hidden"], "10.0.0.1"), ("10.0.0.1", ["for=unknown"], "10.0.0.1"),
            ("10.0.0.1", ["for=1.2.3.4, proto=https"], "10.0.0.1"),
            ("10.0.0.1", ["for=1.2.3.4;for=6.6.6.6"], "10.0.0.1"),
            ("10.0.0.1", ["for=2001:db8::1"], "10.0.0.1"), ("10.0.0.1", [#"for="2001:db8::1""#], "10.0.0.1"),
            ("10.0.0.1", ["for=1.2.3.4;"], "10.0.0.1"), ("10.0.0.1", ["for"], "10.0.0.1"),
            ("10.0.0.1", ["for="], "10.0.0.1"),
            ("10.0.0.1", ["=1.2.3.4"], "10.0.0.1"), ("10.0.0.1", [#"for="1.2.3.4"#], "10.0.0.1"),
            ("10.0.0.1", [#"for="1.2.3.4\""#], "10.0.0.1"), ("10.0.0.1", [#"for="1.2.3.4"x"#], "10.0.0.1"),
            // A caller's open quote, and a Host that a proxy repeats, cannot reach what the proxy wrote.
            ("10.0.0.1", [#"for="x, for=1.2.3.4"#], "1.2.3.4"),
            ("10.0.0.1", [#"for=1.2.3.4;host="a,for=6.6.6.6""#], "10.0.0.1"),
            ("10.0.0.1", [#"for=1.2.3.4;host="a,for=6.6.6.6;x=b""#], "10.0.0.1"),
        ] as [(String, [String], String)])
    func forwarded(peer: String, values: [String], client: String) throws {
        try expect(.forwarded, peer, values, client)
    }

    @Test func onlySoManyProxiesAreFollowed() throws {
        let within = ["1.2.3.4"] + Array(repeating: "10.0.0.2", count: TrustedProxies.hopLimit - 1)
        try expect(.xForwardedFor, "10.0.0.1", [within.joined(separator: ",")], "1.2.3.4")
        let beyond = ["1.2.3.4"] + Array(repeating: "10.0.0.2", count: TrustedProxies.hopLimit)
        try expect(.xForwardedFor, "10.0.0.1", [beyond.joined(separator: ",")], "10.0.0.2")
    }

    private func expect(
        _ field: ForwardingField, _ peer: String, _ values: [String], _ client: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let proxies = TrustedProxies(ranges: [try AddressRange("10.0.0.0/8")], field: field)
        let found = proxies.client(of: try #require(IPAddress(peer)), values: values)
        #expect(found.description == client, sourceLocation: sourceLocation)
    }
}
