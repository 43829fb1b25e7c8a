import Access

extension ScryptParameters {
    /// Parameters that take microseconds, for tests alone.
    static var cheap: ScryptParameters { ScryptParameters(logCost: 4, blockSize: 1, parallelism: 1) ?? .standard }
}
