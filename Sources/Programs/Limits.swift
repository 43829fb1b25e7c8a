/// The bounds of this room.
enum Limits {
    /// Bytes that are read from a program at once.
    static let readBytes = 64 << 10
}
