import Access
import Synchronization

/// The daemon's memory of failed logins.
final class LoginGuard: Sendable {
    private let clock: ApplianceClock
    private let lockout: Mutex<Lockout>

    init(policy: LockoutPolicy, clock: ApplianceClock) {
        self.clock = clock
        lockout = Mutex(Lockout(policy: policy, capacity: Limits.rememberedLogins))
    }

    var policy: LockoutPolicy { lockout.withLock { $0.policy } }

    /// Counts an attempt.
    ///
    /// - Throws: ``LoginError/locked(seconds:)``.
    func begin(_ name: String, _ address: String) throws(LoginError) {
        let answer = lockout.withLock { $0.begin(name: name, address: address, at: seconds) }
        if case .wait(let seconds) = answer { throw .locked(seconds: seconds) }
    }

    /// Counts an attempt of an address to register, with its failed logins.
    ///
    /// - Throws: ``LoginError/locked(seconds:)``.
    func countRegistration(_ address: String) throws(LoginError) {
        let answer = lockout.withLock { $0.beginUnnamed(address: address, at: seconds) }
        if case .wait(let seconds) = answer { throw .locked(seconds: seconds) }
    }

    func succeeded(_ name: String, _ address: String) {
        lockout.withLock { $0.succeeded(name: name, address: address) }
    }

    func abandoned(_ name: String, _ address: String) {
        lockout.withLock { $0.abandoned(name: name, address: address) }
    }

    private var seconds: Int64 { Int64(clock.monotonicNanoseconds() / 1_000_000_000) }
}
