/// A generator of random numbers over the one that the composition root hands down.
struct GeneratedBits: RandomNumberGenerator, Sendable {
    let random: @Sendable () -> UInt64

    mutating func next() -> UInt64 { random() }
}
