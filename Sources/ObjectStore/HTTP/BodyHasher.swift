internal import Crypto

/// Hashes bodies: small ones at once, large ones where they hold up nobody.
struct BodyHasher: Sendable {
    /// Bytes from which on hashing takes longer than going to another thread.
    private static let largeBytes = 64 << 10

    private let queue = BlockingQueue(label: "geoclimate.objectstore.hash")

    func sha256(_ body: [UInt8]) async -> String {
        guard body.count > Self.largeBytes else { return Self.hash(body) }
        return await queue.result { Self.hash(body) }
    }

    private static func hash(_ body: [UInt8]) -> String { Hexadecimal.text(SHA256.hash(data: body)) }
}
