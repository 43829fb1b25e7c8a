import Testing

@testable import Access

/// Addresses and blocks of them, as text and back.
@Suite struct IPAddressTests {
    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0"), ("127.0.0.1", "127.0.0.1"), ("255.255.255.255", "255.255.255.255"), ("::", "::"),
        ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:0201", "192.0.2.1"), ("0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
        ("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"), ("fe80::", "fe80::"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::1.2.3.4", "::102:304"),
    ])
    func addressesAreRead(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == canonical)
        #expect(IPAddress(address.description) == address)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.04", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4 ",
        " 1.2.3.4",
        "0x7f.0.0.1", "1.2.3.a", "1.2.3.4/8", "1.2.3.4:80", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
        "12345::",
        "g::", "::1%eth0", "[::1]", ":1::", "1:2:3:4:5:6:7:", "1:", "::1:", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
        "::256.1.1.1",
        "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3.4:5", "1.2.3.4::", "::1.2.3", "１.2.3.4",
        "1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19",
        "0000000001.2.3.4", "::00001",
    ])
    func anythingElseIsRefused(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.0.9", true), ("::1", true), ("::ffff:127.0.0.1", true), ("128.0.0.1", false),
        ("::", false), ("::2", false), ("0.0.0.1", false),
    ])
    func loopback(text: String, isLoopback: Bool) throws {
        #expect(try #require(IPAddress(text)).isLoopback == isLoopback)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.0.0.0/8", "::ffff:10.1.1.1", true),
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("0.0.0.0/0", "255.1.2.3", true),
        ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "1.2.3.4", true), ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::", false), ("::ffff:10.0.0.0/104", "10.9.9.9", true), ("::1/128", "::1", true),
        ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.128", true),
    ])
    func blocksContain(range: String, address: String, isIn: Bool) throws {
        #expect(try AddressRange(range).contains(try #require(IPAddress(address))) == isIn)
    }

    @Test(arguments: ["10.0.0.0/8", "0.0.0.0/0", "192.0.2.1/32", "::/0", "2001:db8::/32", "::1/128"])
    func blocksAreWrittenAsTheyAreRead(text: String) throws {
        #expect(try AddressRange(text).description == text)
    }

    @Test(arguments: [
        ("10.0.0.0/33", AddressRange.Malformed.prefix("10.0.0.0/33", longest: 32)),
        ("10.0.0.0/", .prefix("10.0.0.0/", longest: 32)),
        ("::/129", .prefix("::/129", longest: 128)), ("10.0.0.0/-1", .prefix("10.0.0.0/-1", longest: 32)),
        ("10.0.0.0/08", .prefix("10.0.0.0/08", longest: 32)), ("10.0.0.0/8/8", .prefix("10.0.0.0/8/8", longest: 32)),
        ("10/8", .address("10/8")), ("", .address("")), ("localhost", .address("localhost")), ("/8", .address("/8")),
    ])
    func malformedBlocksAreRefused(text: String, reason: AddressRange.Malformed) {
        #expect(throws: reason) { try AddressRange(text) }
    }

    @Test func aBlockWithHostBitsIsRefusedWithWhatWasMeant() {
        #expect {
            try AddressRange("10.0.0.1/8")
        } throws: { "\($0)".contains("10.0.0.0/8") }
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("::ffff:192.0.2.1", "192.0.2.1"),
    ])
    func callersAreCountedByAddressOrNetwork(address: String, key: String) throws {
        #expect(ClientAddress(try #require(IPAddress(address))).limitKey.description == key)
    }
}
