import Access
import Storage

/// Makes, loads and rotates the signing keys of access tokens, each change noted in the audit log.
struct SigningKeyRotation: Sendable {
    /// How far a rotation goes.
    enum Kind: String, Sendable {
        /// Where there are no keys, or where they are due.
        case whenDue = "due"
        /// Now; tokens of the key before live to their end.
        case now = "requested"
        /// Now, and no token that is out holds any longer.
        case emergency = "emergency"
    }

    let file: SigningKeyFile
    let store: TokenStore
    let algorithm: TokenAlgorithm
    let clock: ApplianceClock
    let random: @Sendable () -> UInt64

    /// The keys to begin with: those in the file, new ones where there is none.
    func start() async throws -> SigningKeys {
        try await rotate(.whenDue, by: ChangeOrigin(actor: "system", at: clock.now()))
        guard let found = try await file.load() else { throw SigningKeyError.missing(path: file.file.path) }
        return SigningKeys(found.ring)
    }

    /// The keys of somebody else to begin with: those in the file, or some for the meantime that are written nowhere.
    func borrow() async throws -> SigningKeys {
        if let found = try await file.load() { return SigningKeys(found.ring) }
        var bits = GeneratedBits(random: random)
        guard let ring = KeyRing.fresh(algorithm, now: clock.now().millisecondsSince1970 / 1_000, using: &bits) else {
            throw SigningKeyError.notMade
        }
        return SigningKeys(ring)
    }

    /// Changes the keys in the file as `kind` says; answers whether they were changed.
    ///
    /// - Throws: ``SigningKeyError/fromCredential(path:)``, ``StorageError``.
    @discardableResult
    func rotate(_ kind: Kind, by origin: ChangeOrigin) async throws -> Bool {
        guard !file.isCredential else {
            guard kind == .whenDue else { throw SigningKeyError.fromCredential(path: file.file.path) }
            return false
        }
        let (file, algorithm, random) = (file, algorithm, random)
        let now = origin.at.millisecondsSince1970 / 1_000
        return try await store.changeSigningKeys(by: origin) {
            let old = try file.read()?.ring
            guard let change = Self.decide(kind, old, algorithm, now: now) else { return nil }
            var bits = GeneratedBits(random: random)
            let ring =
                switch change {
                case .fresh: KeyRing.fresh(algorithm, now: now, using: &bits)
                case .rotated(let old): old.rotated(to: algorithm, now: now, using: &bits)
                }
            guard let ring else { throw SigningKeyError.notMade }
            var detail = ["reason": old == nil ? "first" : kind.rawValue, "key": ring.current.id]
            detail["algorithm"] = algorithm.rawValue
            detail["before"] = old?.current.id
            return SigningKeyChange(detail: detail, install: try file.file.prepare(ring.json))
        }
    }

    enum Change {
        case fresh
        case rotated(KeyRing)
    }

    /// What is to be done with the keys that are there; nil for nothing.
    static func decide(_ kind: Kind, _ old: KeyRing?, _ algorithm: TokenAlgorithm, now: Int64) -> Change? {
        guard let old else { return .fresh }
        switch kind {
        case .emergency: return .fresh
        case .now: return .rotated(old)
        case .whenDue:
            let isDue = old.isDue(algorithm, lifetimeSeconds: Int64(Limits.signingKeyDays) * 86_400, now: now)
            return isDue ? .rotated(old) : nil
        }
    }
}
