/// How hard a block is compressed, by how long it stays; every one is read at the same speed.
public enum CompressionEffort: Sendable, CaseIterable {
    /// For what is merged into a larger block soon.
    case brief
    /// For what stays as it is until retention takes it: a twentieth smaller, at a tenth of the speed, which still is some
    /// millions of samples a second.
    case lasting

    /// The level of zstd.
    var level: Int32 {
        switch self {
        case .brief: 3
        case .lasting: 15
        }
    }
}
