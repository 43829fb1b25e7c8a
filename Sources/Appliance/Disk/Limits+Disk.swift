/// Bounds of the guard of the disk; how much room there must be is in the bounds of storage.
extension Limits {
    /// Bytes of the ballast where nothing else is configured.
    static let ballastBytes = 64 << 20
    /// Bytes that a ballast may have.
    static let mostBallastBytes = 1 << 40
    /// Milliseconds between looks at the disk; a write that finds no room makes one come at once.
    static let diskLookMilliseconds = 2_000
}
