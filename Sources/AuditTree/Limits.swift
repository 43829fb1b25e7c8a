/// Every bound of this target, by name and with its unit.
public enum Limits {
    /// Bytes of one signed note.
    public static let noteBytes = 16 << 10

    /// Signatures of one note.
    public static let noteSignatures = 16

    /// Bytes of the name of a key, and so of the origin of a checkpoint.
    public static let keyNameBytes = 128

    /// Leaves of a tree: as many as a file may number.
    public static let leaves = Int(Int64.max >> 1)
}
