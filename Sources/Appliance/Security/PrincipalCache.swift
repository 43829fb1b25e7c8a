import Access
import Storage
import Synchronization

/// What is remembered of keys and accounts between two changes of anybody's rights.
///
/// Any such change forgets everything: changes are rare, and a question to the database takes a fraction of a
/// millisecond. An answer that was on its way when the change came is not remembered.
final class PrincipalCache: Sendable {
    /// What was asked for, and when: an answer counts only while nothing has changed since.
    struct Question: Sendable {
        fileprivate let era: UInt64
    }

    private struct State {
        var era: UInt64 = 0
        var keys: TwoGenerationCache<APIKeyDigest, KnownKey>
        var strangers: TwoGenerationCache<APIKeyDigest, Void>
        var accounts: TwoGenerationCache<Int64, KnownAccount>
    }

    private let state: Mutex<State>
    private let metrics: CacheMetrics?

    /// - Parameters:
    ///   - capacity: keys, and accounts, that are remembered at least.
    ///   - strangers: digests of keys that nobody has; apart from the others, so that they crowd nobody out.
    ///   - metrics: where answers from memory are told apart from the others.
    init(
        capacity: Int = Limits.cachedPrincipals, strangers: Int = Limits.cachedStrangers, metrics: CacheMetrics? = nil
    ) {
        self.metrics = metrics
        state = Mutex(
            State(
                keys: TwoGenerationCache(capacity: capacity), strangers: TwoGenerationCache(capacity: strangers),
                accounts: TwoGenerationCache(capacity: capacity)))
    }

    enum KeyAnswer: Sendable {
        case known(KnownKey)
        case stranger
        /// The database must be asked.
        case open(Question)
    }

    func key(_ digest: APIKeyDigest) -> KeyAnswer {
        let answer: KeyAnswer = state.withLock { state in
            if let key = state.keys.value(for: digest) { return .known(key) }
            if state.strangers.value(for: digest) != nil { return .stranger }
            return .open(Question(era: state.era))
        }
        if case .open = answer { metrics?.miss() } else { metrics?.hit() }
        return answer
    }

    /// Remembers what the database answered; nil for a key that nobody has.
    func remember(_ key: KnownKey?, for digest: APIKeyDigest, answering question: Question) {
        state.withLock { state in
            guard state.era == question.era else { return }
            if let key { state.keys.store(key, for: digest) } else { state.strangers.store((), for: digest) }
        }
    }

    enum AccountAnswer: Sendable {
        case known(KnownAccount)
        case open(Question)
    }

    func account(_ id: Int64) -> AccountAnswer {
        let answer = state.withLock { state in
            state.accounts.value(for: id).map(AccountAnswer.known) ?? .open(Question(era: state.era))
        }
        if case .open = answer { metrics?.miss() } else { metrics?.hit() }
        return answer
    }

    func remember(_ account: KnownAccount, answering question: Question) {
        state.withLock { state in
            if state.era == question.era { state.accounts.store(account, for: account.id) }
        }
    }

    /// Somebody's rights changed: nothing that is remembered or on its way holds any more.
    func forgetAll() {
        state.withLock { state in
            state.era += 1
            state.keys.removeAll()
            state.strangers.removeAll()
            state.accounts.removeAll()
        }
    }

    /// Digests, keys and accounts remembered.
    var count: Int {
        state.withLock { $0.keys.count + $0.strangers.count + $0.accounts.count }
    }
}
