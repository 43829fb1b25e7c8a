/// Bytes from a generator.
public enum RandomBytes {
    /// So many bytes; as good as the generator is.
    public static func make(_ count: Int, using random: inout some RandomNumberGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}
