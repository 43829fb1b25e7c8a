import Access
import Synchronization

/// The signing keys that hold at the moment, replaced as a whole when they rotate.
final class SigningKeys: Sendable {
    private let ring: Mutex<KeyRing>

    init(_ ring: KeyRing) {
        self.ring = Mutex(ring)
    }

    var current: KeyRing { ring.withLock { $0 } }

    func replace(with ring: KeyRing) {
        self.ring.withLock { $0 = ring }
    }
}
