import PromQL
import Signals
import Synchronization
import Testing
import TimeSeries

@testable import Appliance

/// What is decided about samples, as values.
@Suite struct TelemetryDecisionTests {
    @Test(
        arguments: [
            // A range that is still there in full is read as it came.
            (3_600_000, 0, nil, 500, Resolution.raw, RollupColumn.last), (15_000, 0, nil, 0, .raw, .last),
            (300_000, 0, nil, 0, .fiveMinutes, .last), (3_600_000, 0, nil, 0, .hour, .last),
            (3_600_000, 3_600_000, "max_over_time", 0, .fiveMinutes, .maximum),
            (3_600_000, 14_400_000, "rate", 0, .hour, .last),
            (3_600_000, 14_400_000, "count_over_time", 0, .raw, .last),
        ] as [(Int64, Int64, String?, Int64, Resolution, RollupColumn)])
    func rollups(
        _ step: Int64, _ range: Int64, _ function: String?, _ start: Int64, _ resolution: Resolution,
        _ column: RollupColumn
    ) {
        let choice = RollupChoice(
            step: step, range: range, function: function, from: start, through: 7_200_000, rawSince: 500)
        #expect(choice.resolution == resolution && choice.column == column)
    }

    @Test func hoursAreReadAtFullHoursOnly() {
        let choice = RollupChoice(
            step: 3_600_000, range: 0, function: nil, from: 0, through: 7_200_001, rawSince: 500)
        #expect(choice.resolution == .fiveMinutes)
    }

    @Test func beatsAreAtMultiplesOfTheInterval() {
        var beat = MetricBeat(interval: 15_000, since: 100_000)
        #expect(beat.due(at: 104_999) == nil)
        #expect(beat.due(at: 105_100) == 105_000, "A little late is on time.")
        #expect(beat.due(at: 119_999) == nil)
        #expect(beat.due(at: 121_000) == 121_000, "What is later has its own time.")
        #expect(beat.due(at: 200_000) == 200_000, "Missed beats are not made up for.")
        #expect(beat.due(at: 50_000) == nil, "A clock that was set back begins anew.")
        #expect(beat.due(at: 60_000) == 60_000)
    }

    @Test(arguments: [
        ("job=node targets=127.0.0.1:9100", true), ("job=node targets=a:1 targets=b:2 interval=5s timeout=2s", true),
        ("job=n targets=[::1]:9100 scheme=https path=/m", true), ("targets=a:1", false), ("job=n", false),
        ("job=n targets=a", false), ("job=n targets=a:1 targets=a:1", false), ("job=n targets=a:1 other=x", false),
        ("job=n targets=a:1 interval=500ms", false), ("job=n targets=a:1 interval=5s timeout=6s", false),
        ("job=n targets=a:1 path=x", false), ("job=n targets=a:1 scheme=ftp", false),
        ("job=n job=m targets=a:1", false), ("job=n targets=u@a:1", false), ("", false), ("job", false),
    ])
    func scrapeJobs(_ line: String, _ isOne: Bool) {
        #expect((ScrapeJob(line) != nil) == isOne)
    }

    @Test func jobsInAFileAreMappings() throws {
        let file = try ConfigurationFile(
            path: "f.yaml",
            text: """
                metrics:
                  scrape:
                  - job: node
                    targets: [127.0.0.1:9100, 127.0.0.1:9200]
                    interval: 5s
                """)
        let written = try #require(file.entries["metrics.scrape"]?.value)
        let jobs = try #require(ConfigurationKeys.scrapeJobs.parse(written))
        #expect(jobs.map(\.targets) == [["127.0.0.1:9100", "127.0.0.1:9200"]])
        #expect(jobs.map(\.interval) == [5_000] && jobs.map(\.timeout) == [5_000])
        #expect(ConfigurationKeys.scrapeJobs.parse(.list(["job=a targets=a:1", "job=a targets=b:1"])) == nil)
    }

    private static let target = ScrapeBoard.Target(
        job: "node", instance: "h:1", url: "http://h:1/metrics", interval: 15_000, timeout: 10_000)

    private static func page(_ text: String) -> Result<ScrapeSession.Page, ScrapeFailure> {
        .success(ScrapeSession.Page(contentType: "text/plain; version=0.0.4", text: Array(text.utf8)))
    }

    private static func texts(_ scraped: ScrapeSession.Scraped) -> [String] {
        scraped.samples.map {
            "\(QueryText.name($0.labels)) \(StaleMarker.isMarker($0.value) ? "stale" : "\($0.value)") \($0.time)"
        }
    }

    @Test func scrapesAreLabelledAndReported() {
        var session = ScrapeSession(target: Self.target)
        let first = session.take(Self.page("a{job=\"own\"} 1\nb 2 7\n"), at: 1_000, seconds: 0.5)
        #expect(
            Self.texts(first) == [
                #"b{instance="h:1", job="node"} 2.0 7"#, #"a{exported_job="own", instance="h:1", job="node"} 1.0 1000"#,
                #"up{instance="h:1", job="node"} 1.0 1000"#,
                #"scrape_duration_seconds{instance="h:1", job="node"} 0.5 1000"#,
                #"scrape_samples_scraped{instance="h:1", job="node"} 2.0 1000"#,
            ])
        let second = session.take(.failure(ScrapeFailure("refused")), at: 2_000, seconds: 0)
        #expect(second.problem == "refused")
        #expect(Self.texts(second).first == #"a{exported_job="own", instance="h:1", job="node"} stale 2000"#)
        #expect(Self.texts(second).contains(#"up{instance="h:1", job="node"} 0.0 2000"#))
        let third = session.take(Self.page("c 1\nnonsense{"), at: 3_000, seconds: 0)
        #expect(third.problem != nil && third.samples.count == 3, "A page with a bad line counts as none.")
    }

    @Test func scrapesAreSpreadAndRegular() {
        let session = ScrapeSession(target: Self.target)
        let first = session.due(after: 1_000_000)
        #expect(first > 1_000_000 && first <= 1_015_000)
        #expect(session.due(after: first) == first + 15_000)
    }

    @Test func chartsShowTheCurveAndItsGaps() {
        let chart = BrailleChart(
            points: [(0, 0), (1, 1), (2, 2), (3, 3), (20, .nan), (39, 0)], from: 0, through: 39, columns: 20, rows: 1)
        #expect(chart.lowest == 0 && chart.highest == 3)
        #expect(chart.lines == ["⣠⠞" + String(repeating: "⠀", count: 17) + "⢀"])
        #expect(BrailleChart(points: [], from: 0, through: 0, columns: 0, rows: 0).lines == ["⠀"])
        let huge = BrailleChart(
            points: [(0, -1e308), (1, 1e308)], from: 0, through: 1, columns: 1, rows: 1)
        #expect(huge.lines.count == 1)
    }

    @Test func workWaitsItsTurnAndNoLonger() async throws {
        let queue = WorkQueue("test", width: 1, line: 0)
        let isHeld = Mutex(true)
        async let first: Void = queue.run { while isHeld.withLock({ $0 }) {} }
        var refused = false
        while !refused {
            do { try await queue.run {} } catch is WorkQueue.Overloaded { refused = true }
        }
        isHeld.withLock { $0 = false }
        try await first
        #expect(try await queue.run { 7 } == 7)
    }

    @Test func aPlaceIsFreeWhenItsCallerHears() async throws {
        let queue = WorkQueue("test", width: 1, line: 0)
        for number in 0..<2_000 { #expect(try await queue.run { number } == number) }
    }

    @Test func departuresAreTold() {
        let told = Mutex(0)
        let departure = CallerDeparture()
        departure.watch { told.withLock { $0 += 1 } }
        departure.watch(nil)
        departure.happened()
        #expect(told.withLock { $0 } == 0)
        departure.watch { told.withLock { $0 += 1 } }
        #expect(told.withLock { $0 } == 1, "Whoever asks later learns it at once.")
    }
}
