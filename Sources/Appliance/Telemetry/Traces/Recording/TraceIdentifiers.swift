import Synchronization

/// Numbers for the ids of traces and spans: as good as random, none twice in a run, and without asking the system for each.
///
/// The numbers are those of SplitMix64 (Steele, Lea and Flood, 2014) from a random start: a count times an odd constant, mixed by a
/// function that has an inverse.
final class TraceIdentifiers: Sendable {
    private let start: UInt64
    private let high: UInt64
    private let count = Atomic<UInt64>(0)

    /// Begins somewhere; `random` gives 64 random bits.
    init(random: () -> UInt64) {
        start = random()
        high = random()
    }

    /// The next number.
    func next() -> UInt64 {
        let count = count.wrappingAdd(1, ordering: .relaxed).newValue
        return Self.mixed(start &+ count &* 0x9e37_79b9_7f4a_7c15)
    }

    /// The other half of the trace id that a number is half of.
    func companion(of number: UInt64) -> UInt64 { Self.mixed(number ^ high) }

    private static func mixed(_ bits: UInt64) -> UInt64 {
        var bits = bits
        bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
        return bits ^ bits >> 31
    }
}
