import Logging
import Replicator
import ServiceLifecycle

/// Follows the replica, and ends once it is to be promoted.
struct StandbyService: Service {
    let parts: StandbyParts
    let logger: Logger

    /// - Throws: what says that no newer state can be served; the daemon has to end then.
    func run() async throws {
        while let request = try await untilAsked() {
            logger.notice("A promotion was asked for: what is in the replica is applied.")
            await parts.requests.answer(request, .finishing)
            do {
                let finished = try await parts.finish()
                logger.notice("The standby stops, to be promoted.", metadata: ["point": "\(finished.point)"])
            } catch {
                logger.error(
                    "The standby was not promoted and goes on as one.", metadata: ["error": "\(error)"])
                await parts.requests.answer(
                    request, .failed, "Not everything in the replica could be applied: \(error)")
                continue
            }
            await parts.requests.accept(request)
            return
        }
    }

    /// Follows until somebody asks for a promotion; nil when the daemon stops.
    private func untilAsked() async throws -> Promotion? {
        try await withThrowingTaskGroup(of: Promotion?.self) { group in
            group.addTask {
                try await cancelWhenGracefulShutdown { try await parts.follow() }
                // Cancelled: the one who asks tells why.
                return nil
            }
            group.addTask {
                await cancelWhenGracefulShutdown {
                    while !Task.isCancelled {
                        do { try await parts.surroundings.sleep(Limits.standbyFilesMilliseconds) } catch { return }
                        await parts.files.keep()
                    }
                }
                return nil
            }
            group.addTask {
                await cancelWhenGracefulShutdown {
                    while !Task.isCancelled {
                        if let request = await parts.requests.next() { return request }
                        do { try await parts.surroundings.sleep(Limits.promotionPollMilliseconds) } catch { return nil }
                    }
                    return nil
                }
            }
            var asked: Promotion?
            while let result = try await group.next() {
                if let result { asked = result }
                group.cancelAll()
            }
            return asked
        }
    }
}
