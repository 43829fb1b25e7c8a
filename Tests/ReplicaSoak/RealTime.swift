import Foundation
import Replicator

extension ReplicatorSurroundings {
    /// The machine's own time and chance.
    static var real: ReplicatorSurroundings {
        let begin = ContinuousClock.now
        return ReplicatorSurroundings(
            now: { Int64(Date().timeIntervalSince1970 * 1_000) },
            elapsed: {
                let (seconds, attoseconds) = (ContinuousClock.now - begin).components
                return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
            },
            sleep: { try await Task.sleep(for: .milliseconds($0)) },
            random: {
                var generator = SystemRandomNumberGenerator()
                return generator.next()
            })
    }
}
