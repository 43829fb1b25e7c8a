import Foundation
import Logging
import Replication
import Storage
import Synchronization

@testable import Appliance
@testable import Replicator

/// A standby whose follower is only a few values.
final class PretendStandby: Sendable {
    struct State: Sendable {
        var status = StandbyStatus(phase: .following)
        var finishFailure: String?
        var follows = 0
        var finishes = 0
        var promotions: [FinishedStandby] = []
    }

    struct Failure: Error, CustomStringConvertible { let description: String }

    static let finished = FinishedStandby(file: .second, point: ReplicaPoint(timeline: 1, sequence: 9))

    let state = Mutex(State())

    func parts(in directory: String) -> StandbyParts {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let log = ReplicaLog(logger: logger)
        return StandbyParts(
            status: { self.state.withLock { $0.status } },
            follow: {
                self.state.withLock { $0.follows += 1 }
                // Ends when it is cancelled, as the follower does.
                try? await Task.sleep(for: .seconds(600))
            },
            finish: {
                let failure = self.state.withLock { state in
                    state.finishes += 1
                    defer { state.finishFailure = nil }
                    return state.finishFailure
                }
                if let failure { throw Failure(description: failure) }
                return Self.finished
            },
            promote: { finished in self.state.withLock { $0.promotions.append(finished) } },
            files: StandbyFiles(directory: directory, log: log) { _ in [] },
            requests: PromotionRequests(directory: directory, logger: logger), surroundings: Self.surroundings())
    }

    /// Time goes on with each wait; `look` hears of each.
    static func surroundings(look: @escaping @Sendable () async throws -> Void = {}) -> ReplicatorSurroundings {
        let clock = SharedMilliseconds()
        return ReplicatorSurroundings(
            now: { clock.value }, elapsed: { clock.value },
            sleep: { milliseconds in
                clock.advance(by: Int64(milliseconds))
                try Task.checkCancellation()
                try await look()
                await Task.yield()
            },
            random: { 0xABCD })
    }
}

/// Milliseconds that only waiting moves.
final class SharedMilliseconds: Sendable {
    private let milliseconds = Mutex<Int64>(0)

    var value: Int64 { milliseconds.withLock { $0 } }

    func advance(by count: Int64) { milliseconds.withLock { $0 += count } }
}

/// A directory of a test's own, removed at its end.
func withStandbyDirectory(_ body: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
}
