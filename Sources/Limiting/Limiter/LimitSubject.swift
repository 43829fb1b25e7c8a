/// A user or a key: whom an entry of the limiter is about.
public struct LimitSubject: Sendable, Hashable {
    /// What an id counts.
    public enum Kind: String, Sendable, CaseIterable {
        /// Accounts.
        case user
        /// API keys.
        case key
    }

    /// What ``id`` counts.
    public let kind: Kind

    /// The id in the database, from 1 on.
    public let id: Int64

    /// A subject from its parts.
    public init(_ kind: Kind, _ id: Int64) {
        self.kind = kind
        self.id = id
    }

    /// One number for both; zero, which stands for nobody in the table, is no subject's.
    var code: UInt64 { UInt64(bitPattern: id) << 1 | (kind == .key ? 1 : 0) | Self.mark }

    init(code: UInt64) {
        kind = code & 1 == 1 ? .key : .user
        id = Int64(bitPattern: code & ~Self.mark) >> 1
    }

    /// Also id 0 is a subject: the highest bit, which no id of a database reaches, is always set.
    private static var mark: UInt64 { 1 << 63 }
}

/// Who asks, with what they may spend.
public struct LimitCaller: Sendable, Hashable {
    /// The id of the account.
    public var user: Int64

    /// What the account may spend.
    public var policy: LimitPolicy

    /// The id of the API key; only meaningful with ``keyPolicy``.
    public var key: Int64

    /// What the key may spend besides; nil where the key has no limits of its own, or there is none.
    public var keyPolicy: LimitPolicy?

    /// A caller without a key that has limits of its own.
    public init(user: Int64, policy: LimitPolicy) {
        self.user = user
        self.policy = policy
        key = 0
        keyPolicy = nil
    }

    /// A caller whose key has limits of its own.
    public init(user: Int64, policy: LimitPolicy, key: Int64, keyPolicy: LimitPolicy?) {
        self.user = user
        self.policy = policy
        self.key = key
        self.keyPolicy = keyPolicy
    }
}
