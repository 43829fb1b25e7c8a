import NIOCore
import NIOPosix
import Resilience
import ServiceLifecycle
import Signals
import Storage
import Testing
import TimeSeries

@testable import Appliance

/// What is stored of scrapes, and what they leave out.
@Suite struct ScraperTests {
    private static let now: Int64 = 1_735_689_600_000

    private static func settings(port: Int) -> MetricSettings {
        var job = ScrapeJob(name: "node", targets: ["127.0.0.1:\(port)"])
        job.interval = 1
        var settings = MetricSettings()
        settings.scrape = [job]
        return settings
    }

    /// Scrapes until `condition` holds, and ends as the daemon does.
    private static func scrape(_ appliance: TestAppliance, until condition: @Sendable () async -> Void) async throws {
        let logger = appliance.logSystem.logger("scraper")
        let scraper = Scraper(telemetry: appliance.parts.telemetry, clock: appliance.clock.clock, logger: logger)
        let services = ServiceGroup(configuration: .init(services: [.init(service: scraper)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            await condition()
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    /// The end of the daemon says nothing of a target that has not answered yet.
    @Test func aScrapeThatIsCutShortIsNotStored() async throws {
        let (asked, asks) = AsyncStream<Void>.makeStream()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                asks.yield()
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        try await TestAppliance.run(metrics: Self.settings(port: port), storesTelemetry: true) { appliance in
            try await Self.scrape(appliance) {
                for await _ in asked { break }
            }
            #expect(try appliance.parts.telemetry.store().memory.samples == 0)
            let target = try #require(appliance.parts.telemetry.targets.targets.first)
            #expect(appliance.parts.telemetry.targets.outcome(of: target) == nil)
        }
        try await server.close()
    }

    @Test func aTargetThatIsDownIsSaidSoAtOnce() async throws {
        // A port that was just given back is one where nobody listens.
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        try await server.close()
        try await TestAppliance.run(metrics: Self.settings(port: port), storesTelemetry: true) { appliance in
            let board = appliance.parts.telemetry.targets
            let target = try #require(board.targets.first)
            try await Self.scrape(appliance) {
                while board.outcome(of: target) == nil { await Task.yield() }
            }
            #expect(board.outcome(of: target)?.problem == "connection refused")
        }
    }

    private static let target = ScrapeBoard.Target(
        job: "node", instance: "h:1", url: "http://h:1/metrics", interval: 15_000, timeout: 10_000)

    private static func scraped(_ text: String) -> ScrapeSession.Scraped {
        var session = ScrapeSession(target: target)
        let page = ScrapeSession.Page(contentType: "text/plain; version=0.0.4", text: Array(text.utf8))
        return session.take(.success(page), at: now, seconds: 0.5)
    }

    /// Neither a label that is too long nor a time in the wrong unit loses the page.
    @Test func whatCannotBeStoredLosesNothingElse() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let store = try appliance.parts.telemetry.store()
            let long = String(repeating: "n", count: 300)
            let text = "good 1\nbad{\(long)=\"v\"} 1\nahead 1 \(Self.now)000000\n"
            ScrapeIntake.append(Self.scraped(text), to: store, receivers: [], now: Self.now)
            let names = store.labelValues(of: "__name__", from: 0, through: .max)
            #expect(names == ["good", "scrape_duration_seconds", "scrape_samples_scraped", "up"])
            let counts = store.counts.samples
            #expect(counts.stored == 4 && counts.badLabels == 1 && counts.tooFarAhead == 1)
        }
    }

    /// What is stored behind a receiver's position is never sent, and counted once.
    @Test func lateSamplesAreCounted() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let store = try appliance.parts.telemetry.store()
            let write = try #require(RemoteWriteTarget("name=m url=http://127.0.0.1/w"))
            let receiver = RemoteWriteReceiver(
                write, settings: MetricSettings(),
                time: CallTime(clock: appliance.clock.clock, random: { .max }))
            receiver.tally.note { $0.position = Self.now - 20_000 }
            let text = "old 1 \(Self.now - 20_000)\nrecent 1 \(Self.now - 19_999)\nplain 1\n"
            for _ in 0..<2 { ScrapeIntake.append(Self.scraped(text), to: store, receivers: [receiver], now: Self.now) }
            #expect(receiver.tally.counts.late == 1)
            #expect(store.counts.samples.stored == 6 && store.counts.samples.refused == 0)
        }
    }
}
