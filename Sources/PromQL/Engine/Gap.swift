/// The marker of a step at which a series has no sample.
///
/// Results in progress are dense columns, one value a step. The stale marker stands for "nothing here": selectors never
/// let it through, and arithmetic cannot make it, because it is a signalling NaN, which every operation makes quiet.
enum Gap {
    static let bits: UInt64 = 0x7ff0_0000_0000_0002

    @inline(__always)
    static var value: Double { Double(bitPattern: bits) }

    @inline(__always)
    static func isGap(_ value: Double) -> Bool { value.bitPattern == bits }
}
