import Access
import Synchronization

/// How many connections each address has open.
///
/// Addresses without one take no memory, so that the table is never larger than the connections that the daemon holds.
final class ConnectionTable: Sendable {
    private let limit: Int
    private let exempt: TrustedProxies
    private let open = Mutex<[IPAddress: Int]>([:])

    /// All connections of a trusted proxy come from its one address: only the total bounds them.
    init(limit: Int = Limits.connectionsPerAddress, exempt: TrustedProxies = .none) {
        self.limit = limit
        self.exempt = exempt
    }

    /// Notes a connection; false where the address has as many as it may.
    func opened(_ address: ClientAddress) -> Bool {
        if exempt.contains(address.address) { return true }
        return open.withLock { open in
            let count = open[address.limitKey, default: 0]
            guard count < limit else { return false }
            open[address.limitKey] = count + 1
            return true
        }
    }

    /// Notes that a connection is gone which ``opened(_:)`` let in.
    func closed(_ address: ClientAddress) {
        if exempt.contains(address.address) { return }
        open.withLock { open in
            let count = open[address.limitKey, default: 0]
            open[address.limitKey] = count > 1 ? count - 1 : nil
        }
    }

    /// Addresses with a connection.
    var count: Int { open.withLock { $0.count } }
}
