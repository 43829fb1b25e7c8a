import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Signals
import Storage

/// Scrapes the targets of the settings, each in a task of its own.
struct Scraper: Service {
    let telemetry: TelemetryParts
    let clock: ApplianceClock
    let logger: Logger

    func run() async throws {
        guard let store = telemetry.storage.metrics, !telemetry.targets.targets.isEmpty else {
            try? await gracefulShutdown()
            return
        }
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .follow(max: 3, allowCycles: false)
        configuration.tracing.tracer = telemetry.traces.tracer
        // The next scrape tries again, and this one should say at once why it failed.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
        await withTaskGroup(of: Void.self) { group in
            for target in telemetry.targets.targets {
                group.addTask { await follow(target, store: store, client: client) }
            }
        }
        try? await client.shutdown()
    }

    /// Scrapes one target at its interval until the daemon stops.
    private func follow(_ target: ScrapeBoard.Target, store: MetricStore, client: HTTPClient) async {
        var session = ScrapeSession(target: target)
        while !Task.isShuttingDownGracefully {
            let now = clock.now().millisecondsSince1970
            let wait = session.due(after: now) - now
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(wait)) }
            } catch {
                return
            }
            let began = clock.now().millisecondsSince1970
            let start = clock.monotonicNanoseconds()
            let answer = await fetchInTime(target, client)
            // A scrape that the daemon's own end cut short says nothing of the target.
            guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return }
            let seconds = Double(clock.monotonicNanoseconds() - start) / 1e9
            session = await keep(answer, of: session, at: began, seconds: seconds, in: store)
        }
    }

    /// The text of a target where all of it came in time; the client's own limit ends with the head of an answer.
    ///
    /// A daemon that stops does not wait for it.
    private func fetchInTime(
        _ target: ScrapeBoard.Target, _ client: HTTPClient
    ) async -> Result<ScrapeSession.Page, ScrapeFailure> {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Result<ScrapeSession.Page, ScrapeFailure>.self) { group in
                group.addTask { await fetch(target, client) }
                group.addTask {
                    try? await Task.sleep(for: .milliseconds(target.timeout))
                    return .failure(ScrapeFailure("the answer did not come within \(target.timeout) ms"))
                }
                defer { group.cancelAll() }
                return await group.next() ?? .failure(ScrapeFailure("nothing was asked"))
            }
        }
    }

    /// The text of a target, or why there is none.
    private func fetch(
        _ target: ScrapeBoard.Target, _ client: HTTPClient
    ) async -> Result<ScrapeSession.Page, ScrapeFailure> {
        do {
            var request = HTTPClientRequest(url: target.url)
            request.headers.add(name: "Accept", value: ScrapeSession.accept)
            request.headers.add(name: "User-Agent", value: "GeoClimate/\(ProductVersion.text)")
            let response = try await client.execute(request, timeout: .milliseconds(target.timeout))
            guard response.status == .ok else {
                return .failure(ScrapeFailure("server returned HTTP status \(response.status.code)"))
            }
            let body = try await response.body.collect(upTo: Limits.scrapeBytes)
            return .success(
                ScrapeSession.Page(
                    contentType: response.headers.first(name: "Content-Type"), text: Array(body.readableBytesView)))
        } catch {
            return .failure(ScrapeFailure(describing: error))
        }
    }

    /// Stores what a scrape found, away from the threads of tasks.
    private func keep(
        _ answer: Result<ScrapeSession.Page, ScrapeFailure>, of session: ScrapeSession, at time: Int64,
        seconds: Double, in store: MetricStore
    ) async -> ScrapeSession {
        do {
            let now = clock.now().millisecondsSince1970
            let receivers = telemetry.receivers
            let (next, problem) = try await telemetry.writes.run {
                var session = session
                let scraped = session.take(answer, at: time, seconds: seconds)
                ScrapeIntake.append(scraped, to: store, receivers: receivers, now: now)
                return (session, scraped.problem)
            }
            note(problem, of: session.target, at: time, seconds: seconds)
            return next
        } catch {
            note("\(error)", of: session.target, at: time, seconds: seconds)
            return session
        }
    }

    private func note(_ problem: String?, of target: ScrapeBoard.Target, at time: Int64, seconds: Double) {
        let before = telemetry.targets.outcome(of: target)
        telemetry.targets.note(
            ScrapeBoard.Outcome(
                at: Timestamp(millisecondsSince1970: time), seconds: seconds, problem: problem), of: target)
        guard (before?.problem == nil) != (problem == nil) || before == nil && problem != nil else { return }
        if let problem {
            logger.warning(
                "A target cannot be scraped.", metadata: ["url": "\(target.shownURL)", "error": "\(problem)"])
        } else {
            logger.notice("A target is scraped again.", metadata: ["url": "\(target.shownURL)"])
        }
    }
}
