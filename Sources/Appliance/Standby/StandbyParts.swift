import Logging
import ObjectStore
import Replication
import Replicator
import Storage
import Synchronization

/// Everything of a running daemon that follows the replica of another one.
struct StandbyParts: Sendable {
    /// How it stands.
    var status: @Sendable () -> StandbyStatus
    /// Follows until the task is cancelled; what it throws ends the daemon.
    var follow: @Sendable () async throws -> Void
    /// Applies all that is in the replica; nobody may follow meanwhile.
    var finish: @Sendable () async throws -> FinishedStandby
    /// Makes the directory one with a database of its own; nobody may have the database open.
    var promote: @Sendable (FinishedStandby) async throws -> Void
    let files: StandbyFiles
    let requests: PromotionRequests
    let surroundings: ReplicatorSurroundings

    /// How long ago it had all that was in the replica, in seconds; nil before the first time.
    var lagSeconds: Double? { status().lagMilliseconds.map { Double($0) / 1_000 } }

    /// What everybody may know of a standby that does not follow; nil for one that does.
    var problem: String? {
        if case .failing = status().phase { "The standby cannot follow the replica; the log says why." } else { nil }
    }
}

/// The promotion that a daemon was asked for, if it was.
final class PromotionRequests: Sendable {
    private let file: PromotionFile
    private let queue = WorkQueue("geoclimate.standby.requests", width: 1, line: 4)
    private let logger: Logger
    private let trouble = Trouble()
    private let current = Mutex<Promotion?>(nil)

    init(directory: String, logger: Logger) {
        file = PromotionFile(directory: directory)
        self.logger = logger
    }

    /// The one that the daemon stops for; nil for none.
    var accepted: Promotion? { current.withLock { $0 } }

    /// Forgets what was asked of an earlier daemon.
    func clear() async throws {
        let file = file
        try await queue.run { try file.remove() }
    }

    /// What is asked and not answered yet.
    func next() async -> Promotion? {
        let file = file
        do {
            let found = try await queue.run { try file.read() }
            _ = trouble.ended()
            return found.flatMap { $0.state == .requested ? $0 : nil }
        } catch {
            if trouble.began() {
                logger.warning(
                    "A request for a promotion cannot be read; it is tried again.", metadata: ["error": "\(error)"])
            }
            return nil
        }
    }

    /// Stops the daemon for a promotion.
    func accept(_ promotion: Promotion) async {
        current.withLock { $0 = promotion }
        await answer(promotion, .stopping)
    }

    /// Tells whoever asked how far it is; where that fails, the log has it.
    func answer(_ promotion: Promotion, _ state: Promotion.State, _ detail: String? = nil) async {
        let file = file
        let answer = Promotion(id: promotion.id, state: state, detail: detail)
        do {
            try await queue.run { try file.write(answer) }
        } catch {
            logger.warning(
                "Whoever asked for the promotion cannot be told.",
                metadata: ["state": "\(state.rawValue)", "error": "\(error)"])
        }
    }
}
