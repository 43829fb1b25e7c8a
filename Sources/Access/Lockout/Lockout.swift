/// Who must wait before the next password, by name and address.
///
/// An attempt is counted as a failure when it begins and forgiven when it succeeds, so that many at the same time are no
/// way around the count. Names that nobody has count like others. Times are seconds of a clock that only grows.
public struct Lockout: Sendable {
    /// A name from an address.
    private struct Pair: Hashable, Sendable {
        let name: String
        let address: String
    }

    fileprivate struct Count: Sendable {
        var failures: Int
        var lastAt: Int64
        /// Where the address's window began; for a pair the same as ``lastAt``.
        var since: Int64
    }

    /// What an attempt is told.
    public enum Answer: Sendable, Hashable {
        /// Check the password.
        case goOn

        /// Refuse without looking at the password.
        case wait(seconds: Int)
    }

    /// The rules.
    public let policy: LockoutPolicy

    private let capacity: Int
    private var pairs: [Pair: Count] = [:]
    private var addresses: [String: Count] = [:]

    /// An empty table of at most `capacity` pairs and as many addresses.
    public init(policy: LockoutPolicy, capacity: Int = 65_536) {
        self.policy = policy
        self.capacity = max(capacity, 1)
    }

    /// Names and addresses that are remembered.
    public var entries: Int { pairs.count + addresses.count }

    /// Counts an attempt of a name from an address, or says how long it must wait.
    ///
    /// `address` stands for everybody whom the caller cannot tell apart: an IPv4 address or an IPv6 /64.
    public mutating func begin(name: String, address: String, at now: Int64) -> Answer {
        let pair = Pair(name: name.lowercased(), address: address)
        let wait = max(self.wait(of: pair, at: now), addressWait(address, at: now))
        guard wait == 0 else { return .wait(seconds: Int(wait)) }
        makeRoom(at: now)
        if let count = pairs[pair], now - count.lastAt >= Int64(policy.memorySeconds) { pairs[pair] = nil }
        pairs[pair, default: Count(failures: 0, lastAt: now, since: now)].count(at: now)
        addresses[address, default: Count(failures: 0, lastAt: now, since: now)].count(at: now)
        return .goOn
    }

    /// Counts an attempt of an address that concerns no name yet, or says how long it must wait.
    public mutating func beginUnnamed(address: String, at now: Int64) -> Answer {
        let wait = addressWait(address, at: now)
        guard wait == 0 else { return .wait(seconds: Int(wait)) }
        makeRoom(at: now)
        addresses[address, default: Count(failures: 0, lastAt: now, since: now)].count(at: now)
        return .goOn
    }

    /// Forgives the attempts of a name from an address: the password was right.
    ///
    /// Of the address's count only this attempt goes, so that one good password between bad ones is no way around it.
    public mutating func succeeded(name: String, address: String) {
        pairs[Pair(name: name.lowercased(), address: address)] = nil
        withdraw(from: address)
    }

    /// Takes back an attempt that was not checked after all.
    public mutating func abandoned(name: String, address: String) {
        let pair = Pair(name: name.lowercased(), address: address)
        if let count = pairs[pair] {
            pairs[pair] = count.failures > 1 ? count.lessOne : nil
        }
        withdraw(from: address)
    }

    private mutating func withdraw(from address: String) {
        if let count = addresses[address] {
            addresses[address] = count.failures > 1 ? count.lessOne : nil
        }
    }

    private func wait(of pair: Pair, at now: Int64) -> Int64 {
        guard let count = pairs[pair] else { return 0 }
        guard now - count.lastAt < Int64(policy.memorySeconds) else { return 0 }
        return max(0, count.lastAt + Int64(policy.waitSeconds(after: count.failures)) - now)
    }

    private mutating func addressWait(_ address: String, at now: Int64) -> Int64 {
        guard let count = addresses[address] else { return 0 }
        let end = count.since + Int64(policy.addressWindowSeconds)
        if now >= end {
            addresses[address] = nil
            return 0
        }
        return count.failures >= policy.addressFailures ? end - now : 0
    }

    // MARK: - Bounds

    /// Forgets what no longer makes anybody wait and, where that is not enough, who failed longest ago.
    private mutating func makeRoom(at now: Int64) {
        if pairs.count >= capacity {
            let horizon = now - Int64(policy.memorySeconds)
            pairs = Self.kept(pairs, after: horizon, capacity: capacity)
        }
        if addresses.count >= capacity {
            let horizon = now - Int64(policy.addressWindowSeconds)
            addresses = Self.kept(addresses, after: horizon, capacity: capacity)
        }
    }

    private static func kept<Key>(_ counts: [Key: Count], after horizon: Int64, capacity: Int) -> [Key: Count] {
        let live = counts.filter { $0.value.lastAt > horizon }
        guard live.count >= capacity else { return live }
        // An eighth at once, so that a full table is not sorted for every attempt.
        let newest = live.sorted { $0.value.lastAt > $1.value.lastAt }.prefix(capacity - max(capacity / 8, 1))
        return Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
    }
}

extension Lockout.Count {
    fileprivate mutating func count(at now: Int64) {
        failures += 1
        lastAt = now
    }

    fileprivate var lessOne: Self {
        var count = self
        count.failures -= 1
        return count
    }
}
