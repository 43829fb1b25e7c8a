import Testing

@testable import Limiting

@Suite struct AddressLimiterTests {
    private static let second: Int64 = 1_000_000_000
    private let now = LimiterInstant(boot: 100 * second, day: 20_000, untilNextDay: 3_600 * second)
    private let policy = LimitPolicy(perMinute: 60, burst: 2, perDay: nil)

    private func admits(_ limiter: AddressLimiter, _ address: LimitAddress, _ now: LimiterInstant? = nil) -> Bool {
        if case .admitted = limiter.admit(address, policy, cost: 1, at: now ?? self.now) { true } else { false }
    }

    @Test func addressesHaveAllowancesOfTheirOwnAndShareThemByPrefix() {
        let limiter = AddressLimiter(addresses: 1_000, seed: 1)
        let high: UInt64 = 0x2001_0DB8_0000_0001
        let first = LimitAddress(v6: high, 1)
        #expect(admits(limiter, first) && admits(limiter, LimitAddress(v6: high, 2)))
        #expect(!admits(limiter, LimitAddress(v6: high, .max)), "one /64 has one allowance")
        #expect(admits(limiter, LimitAddress(v6: high + 1, 1)))
        #expect(admits(limiter, LimitAddress(v4: 0x7F00_0001)) && admits(limiter, LimitAddress(v4: 0x7F00_0001)))
        #expect(!admits(limiter, LimitAddress(v6: 0, 0xFFFF_7F00_0001)), "::ffff:127.0.0.1 is 127.0.0.1")
        #expect(admits(limiter, LimitAddress(v4: 0x7F00_0002)))
    }

    @Test func codesAreDistinct() {
        let addresses = [
            LimitAddress(v4: 0), LimitAddress(v4: .max), LimitAddress(v6: 0, 1), LimitAddress(v6: 1, 0),
            LimitAddress(v6: 0xFE80 << 48, 0), .unknown,
        ]
        let codes = addresses.flatMap { [$0.own, $0.block] }
        #expect(!codes.contains(0))
        #expect(
            Set(codes).count == codes.count - 2,
            "0:0:0:0:: and 0:0:0:1:: share a block, and so does the unknown with itself")
        #expect(LimitAddress(v6: 0xFF02 << 48, 1) == .unknown)
    }

    @Test func manyAddressesEndUpSharing() {
        let limiter = AddressLimiter(addresses: 64, seed: 1)
        var admitted = 0
        for index in 0..<100_000 as Range<UInt64> where admits(limiter, LimitAddress(v6: 0x2001_0DB8 << 32 | index, 0))
        {
            admitted += 1
        }
        // 100,000 /64 of two /48: entries of their own until there is no room, then an allowance for each /48.
        #expect(admitted <= 64 + 2 * 2 + 2)
        #expect(limiter.count <= 64 + 16 * 2)
        #expect(admits(limiter, LimitAddress(v4: 0x0A00_0001)), "other networks still have room")
    }

    @Test func whoIsQuietIsForgotten() {
        let limiter = AddressLimiter(addresses: 16, seed: 1)
        for index in 0..<500 as Range<UInt32> { _ = admits(limiter, LimitAddress(v4: index << 8)) }
        let full = limiter.count
        var later = now
        later.boot += 10 * Self.second
        #expect(admits(limiter, LimitAddress(v4: 0xC000_0000), later))
        #expect(limiter.count < full)
        #expect(full <= 16 * 3 + 1)
    }
}
