/// Bounds of this room.
public enum Limits {
    /// Bytes of an expression.
    public static let sourceBytes = 16_384
    /// Bytes of a compiled expression and its caches; beyond them it is refused, or slower but still linear.
    public static let patternBytes = 8 << 20
}
