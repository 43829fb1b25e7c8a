import AsyncHTTPClient
import Logging
import NIOPosix
import Resilience
import ServiceLifecycle
import Storage

/// Sends what is stored of metrics to the servers of the settings, each in a task of its own.
struct RemoteWriter: Service {
    let telemetry: TelemetryParts
    let clock: ApplianceClock
    let logger: Logger

    func run() async throws {
        guard let store = telemetry.storage.metrics, let positions = telemetry.storage.remoteWritePositions,
            !telemetry.receivers.isEmpty
        else {
            try? await gracefulShutdown()
            return
        }
        let client = RemoteWriteClient(
            client: HTTPClient(
                eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
                configuration: Self.configuration))
        let queue = WorkQueue("geoclimate.remotewrite", width: 1, line: Limits.remoteWriteTargets)
        let names = Set(telemetry.receivers.map(\.target.name))
        try? await queue.run { try positions.keep(only: names) }
        await withTaskGroup(of: Void.self) { group in
            for receiver in telemetry.receivers {
                let target = receiver.target
                let session = RemoteWriteSession(
                    receiver, store: store, positions: positions, queue: queue, clock: clock, logger: logger
                ) { body async throws(CallFailure) in try await client.send(body, to: target) }
                group.addTask { await Self.follow(session) }
            }
        }
        try? await client.client.shutdown()
    }

    /// How the servers are asked.
    static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        // A redirect would take the credentials elsewhere.
        configuration.redirectConfiguration = .disallow
        // Each session tries again itself; the client would try until the request's time is over.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// Sends until the daemon stops; what is under way then is given up, and sent by the next start.
    private static func follow(_ session: RemoteWriteSession) async {
        var session = session
        while !Task.isShuttingDownGracefully {
            let before = session
            do {
                session = try await cancelWhenGracefulShutdown {
                    var next = before
                    let wait = await next.turn()
                    if wait > 0 { try await Task.sleep(for: .milliseconds(wait)) }
                    return next
                }
            } catch {
                return
            }
        }
    }
}
