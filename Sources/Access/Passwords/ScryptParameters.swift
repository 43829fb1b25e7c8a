/// How much work a scrypt hash (RFC 7914) is.
public struct ScryptParameters: Sendable, Hashable {
    /// The binary logarithm of the cost N.
    public let logCost: Int

    /// The block size r; one hash takes 128 · r · N bytes of memory.
    public let blockSize: Int

    /// The parallelisation p: how often the memory is gone through.
    public let parallelism: Int

    /// What new hashes are made with: N = 2^14, r = 8, p = 5, which takes 16 MiB.
    ///
    /// It is one of the settings of equal strength in the OWASP Password Storage Cheat Sheet. Of these, 2^17/8/1 would
    /// take 128 MiB for each login in flight, which a small machine beside its models does not have, and took twice the
    /// time where it was measured.
    public static let standard = ScryptParameters(uncheckedLogCost: 14, blockSize: 8, parallelism: 5)

    /// Parameters within what this machine should be asked for; nil outside of ``PasswordLimits``.
    public init?(logCost: Int, blockSize: Int, parallelism: Int) {
        guard PasswordLimits.scryptLogCost.contains(logCost), PasswordLimits.scryptBlockSize.contains(blockSize),
            PasswordLimits.scryptParallelism.contains(parallelism),
            128 * blockSize << logCost <= PasswordLimits.scryptMemoryBytes
        else { return nil }
        self.init(uncheckedLogCost: logCost, blockSize: blockSize, parallelism: parallelism)
    }

    private init(uncheckedLogCost: Int, blockSize: Int, parallelism: Int) {
        logCost = uncheckedLogCost
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// The cost N.
    public var cost: Int { 1 << logCost }
}
