/// Every bound of this target, by name and with its unit.
public enum Limits {
    /// Bytes of a key; every store known takes as many.
    public static let keyBytes = 768

    /// Bytes of one part of a key, so that a part and a temporary name fit into a file name everywhere.
    public static let keyPartBytes = 128

    /// Bytes of one object.
    public static let objectBytes = 1 << 30

    /// Objects that one page of a list answers.
    public static let listedObjects = 1_000
}
