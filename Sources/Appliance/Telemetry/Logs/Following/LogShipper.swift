import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Stores log lines of others as they come: those of files and of systemd's journal.
///
/// What a source says of itself never holds a line of it: it might be a secret, and would come back as a line.
struct LogShipper: Service {
    let sources: [FollowedSource]
    let logs: LogParts
    let clock: ApplianceClock
    let logger: Logger

    func run() async throws {
        guard let store = logs.storedLines else {
            try? await gracefulShutdown()
            return
        }
        FollowedCursors.forgetOthers(than: sources, in: store)
        guard !sources.isEmpty else {
            try? await gracefulShutdown()
            return
        }
        await withDiscardingTaskGroup { group in
            for source in sources {
                switch source.kind {
                case .files: group.addTask { await follow(FollowedFiles(source, into: store, clock: clock)) }
                case .journal: group.addTask { await followJournal(source, store) }
                }
            }
        }
    }

    private func follow(_ files: FollowedFiles) async {
        while !Task.isShuttingDownGracefully {
            var hasMore = false
            do {
                let look = try await files.look()
                for notice in look.notices { tell(notice) }
                hasMore = look.hasMore
            } catch {
                logger.warning("Followed files were not looked at.", metadata: ["error": "\(error)"])
            }
            let wait = hasMore ? Limits.followedPauseMilliseconds : Limits.followedMilliseconds
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(wait)) }
            if Task.isCancelled { return }
        }
    }

    private func tell(_ notice: FileFollower.Notice) {
        switch notice {
        case .unreadable(let path, let reason):
            logger.warning("A followed file cannot be read.", metadata: ["path": "\(path)", "error": "\(reason)"])
        case .readable(let path): logger.notice("A followed file can be read again.", metadata: ["path": "\(path)"])
        case .linesCut(let path, let lines, let limit):
            logger.notice(
                "Lines of a followed file are too long, and are cut.",
                metadata: ["path": "\(path)", "lines": "\(lines)", "limit_bytes": "\(limit)"])
        case .refused(let source, let reason):
            logger.warning(
                "Lines of a followed source are refused.", metadata: ["source": "\(source)", "error": "\(reason)"])
        case .tooManyFiles(let source, let limit):
            logger.warning(
                "A followed source has more files than are followed.",
                metadata: ["source": "\(source)", "limit": "\(limit)"])
        }
    }

    private func followJournal(_ source: FollowedSource, _ store: LogStore) async {
        var pause = Limits.journalPauseSeconds.lowerBound
        var isRefusalTold = false
        while !Task.isShuttingDownGracefully {
            let follower = JournalFollower(source, into: store, clock: clock)
            let start = clock.monotonicNanoseconds()
            let end = await withGracefulShutdownHandler {
                await follower.run()
            } onGracefulShutdown: {
                follower.stop()
            }
            switch end {
            case .stopped: return
            case .absent:
                logger.warning(
                    "The journal is not followed: there is no journalctl here.", metadata: ["source": "\(source.name)"])
                try? await gracefulShutdown()
                return
            case .ended(let status, let reason):
                logger.warning(
                    "journalctl has ended, and is started again.",
                    metadata: ["source": "\(source.name)", "status": "\(status)", "error": "\(reason)"])
            case .refused(let reason):
                if !isRefusalTold {
                    logger.warning(
                        "Lines of a followed source are refused.",
                        metadata: ["source": "\(source.name)", "error": "\(reason)"])
                }
                isRefusalTold = true
            }
            // One that ran for long begins anew with the shortest pause.
            let ran = (clock.monotonicNanoseconds() - start) / 1_000_000_000
            pause =
                ran > UInt64(Limits.journalPauseSeconds.upperBound)
                ? Limits.journalPauseSeconds.lowerBound : min(pause * 2, Limits.journalPauseSeconds.upperBound)
            try? await cancelWhenGracefulShutdown { [pause] in try await Task.sleep(for: .seconds(pause)) }
        }
    }
}

/// A follower of files on a thread where it may block.
private final class FollowedFiles: Sendable {
    private let queue: WorkQueue
    private let follower: Mutex<FileFollower>

    init(_ source: FollowedSource, into store: LogStore, clock: ApplianceClock) {
        queue = WorkQueue("geoclimate.logs.files.\(source.name)", width: 1, line: 1)
        follower = Mutex(FileFollower(source, into: store, clock: clock))
    }

    func look() async throws -> (hasMore: Bool, notices: [FileFollower.Notice]) {
        try await queue.run { self.follower.withLock { $0.look() } }
    }
}
