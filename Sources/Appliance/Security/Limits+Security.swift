extension Limits {
    /// Keys, and accounts, whose rights are remembered at least; at most twice as many are.
    static let cachedPrincipals = 16_384
    /// Digests of keys that nobody has, remembered at least; at most twice as many are.
    static let cachedStrangers = 1_024
    /// Milliseconds between looks at the revision of accounts and keys for changes that another process made.
    static let securityPollMilliseconds = 250
    /// Milliseconds of a key's life of which one use is noted.
    static let keyUseMilliseconds: Int64 = 60_000
    /// Keys whose last use waits to be written.
    static let pendingKeyUses = 65_536
    /// Milliseconds between two writes of last uses.
    static let keyUseFlushMilliseconds = 10_000
    /// Bytes of a request about keys.
    static let apiKeyBodyBytes = 16 << 10
}
