import Access
import Foundation
import Synchronization

/// Hashes and verifies passwords away from the threads that answer requests: as many at a time as there are permits,
/// with a line of bounded length before them.
///
/// Each one keeps a core busy for a tenth of a second or more and takes the memory that ``ScryptParameters`` say, so
/// without these bounds a few callers with wrong passwords could take the machine.
final class PasswordHasher: Sendable {
    /// The line of those who wait is full.
    struct Overloaded: Error, CustomStringConvertible {
        var description: String { "Too many passwords are waiting to be checked. Try again in a few seconds." }
    }

    /// Verified where there is no account, so that the answer takes as long as for one.
    let dummy: PasswordHash?

    /// The same as it would be stored.
    let dummyText: String

    private let hashing: PasswordHashing
    private let limit: Int
    private let random: @Sendable () -> UInt64
    private let queue = OperationQueue()
    private let admitted = Mutex(0)

    /// A hasher with so many permits, before which `waitingLimit` may wait; `random` answers 64 random bits a call.
    init(
        parameters: ScryptParameters = .standard, permits: Int, waitingLimit: Int = Limits.waitingPasswords,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.random = random
        limit = max(permits, 1) + waitingLimit
        hashing = PasswordHashing(parameters: parameters)
        let made = ScryptHash(
            parameters: parameters, salt: Self.bytes(PasswordHashing.newSaltBytes, random),
            hash: Self.bytes(PasswordHashing.newHashBytes, random))
        dummy = made.map { .scrypt($0) }
        dummyText = made?.text ?? ""
        queue.name = "geoclimate.passwords"
        queue.qualityOfService = .userInitiated
        queue.maxConcurrentOperationCount = max(permits, 1)
    }

    /// The text of a new hash of the password.
    ///
    /// - Throws: ``Overloaded``.
    func hash(_ password: String) async throws -> String {
        let salt = Self.bytes(PasswordHashing.newSaltBytes, random)
        return try await run { [hashing] in try hashing.hash(password, salt: salt) }
    }

    /// Whether the password is the one that was hashed; without a hash it takes as long and is false.
    ///
    /// - Throws: ``Overloaded``.
    func verify(_ password: String, against hash: PasswordHash?) async throws -> Bool {
        guard let candidate = hash ?? dummy else { return false }
        let isRight = try await run { [hashing] in try hashing.verify(password, against: candidate) }
        return isRight && hash != nil
    }

    /// Whether a hash should be made anew at the next chance.
    func isOutdated(_ hash: PasswordHash) -> Bool { hash.isOutdated(hashing.parameters) }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isAdmitted = admitted.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw Overloaded() }
        defer { admitted.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Result(catching: work)) }
        }
    }

    private static func bytes(_ count: Int, _ random: () -> UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let word = random()
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
        return Array(bytes.prefix(count))
    }
}
