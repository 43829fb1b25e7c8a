internal import Synchronization

/// The bytes of an object in the making.
final class SealedBytes: Sendable {
    private let content = Mutex<[UInt8]>([])

    func append(_ bytes: [UInt8]) { content.withLock { $0 += bytes } }

    /// All of them, which are here no more then.
    func take() -> [UInt8] {
        content.withLock { content in
            defer { content = [] }
            return content
        }
    }
}
