extension Limits {
    /// Bytes of a configuration file.
    static let configurationFileBytes = 64 << 10
    /// Levels of mappings and lists in a configuration file.
    static let configurationDepth = 8
}
