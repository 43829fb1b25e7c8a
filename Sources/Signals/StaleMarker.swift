/// The NaN that says that a series has ended: what Prometheus writes, bit for bit.
public enum StaleMarker {
    /// Its bits (Prometheus, model/value/value.go).
    public static let bits: UInt64 = 0x7ff0_0000_0000_0002

    /// The marker as a number.
    public static let value = Double(bitPattern: bits)

    /// Whether a value is the marker, and not another NaN.
    public static func isMarker(_ value: Double) -> Bool {
        value.bitPattern == bits
    }
}
