internal import Resilience
internal import Synchronization

/// How many bytes a second may pass, with a little saved up.
///
/// It is a bucket that fills with time, as a value.
struct ByteBucket: Sendable, Hashable {
    /// Nanoseconds of passing that may be saved up.
    private static let burstNanoseconds: UInt64 = 250_000_000

    let bytesPerSecond: Int
    private var freeAt: UInt64 = 0

    init(bytesPerSecond: Int) {
        self.bytesPerSecond = max(bytesPerSecond, Limits.leastBandwidth)
    }

    /// Takes a place for at most 64 KiB and answers how many nanoseconds to wait for it.
    mutating func take(_ bytes: Int, at now: UInt64) -> UInt64 {
        let count = UInt64(min(max(bytes, 0), Limits.pacedBytes))
        let begin = max(freeAt, now > Self.burstNanoseconds ? now - Self.burstNanoseconds : 0)
        freeAt = begin + count * 1_000_000_000 / UInt64(bytesPerSecond)
        return begin > now ? begin - now : 0
    }
}

/// A bucket that all transfers of a store share.
final class BandwidthLimit: Sendable {
    private let bucket: Mutex<ByteBucket>
    private let time: CallTime

    init(bytesPerSecond: Int, time: CallTime) {
        bucket = Mutex(ByteBucket(bytesPerSecond: bytesPerSecond))
        self.time = time
    }

    /// Waits until so many bytes may pass.
    func take(_ bytes: Int) async throws {
        var rest = bytes
        while rest > 0 {
            let part = min(rest, Limits.pacedBytes)
            let now = time.now()
            let wait = bucket.withLock { $0.take(part, at: now) }
            if wait > 0 { try await time.sleep(Int(wait / 1_000_000) + 1) }
            rest -= part
        }
    }
}
