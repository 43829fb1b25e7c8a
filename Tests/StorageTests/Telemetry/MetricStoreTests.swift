import Foundation
import Patterns
import Signals
import Testing
import TimeSeries

@testable import Storage

/// What is appended is found again: from memory, from the journal, from blocks, and after the process has ended.
@Suite struct MetricStoreTests {
    static let start = TelemetryScenario.start

    /// Scrapes `count` times, every 15 seconds from the first one on, flushing after each.
    static func scrape(
        _ store: MetricStore, _ references: [SeriesReference], from first: Int = 0, count: Int,
        value: (Int, Int) -> Double = { Double($0 * 100 + $1) }
    ) throws {
        for scrape in first..<first + count {
            let time = start + Int64(scrape + 1) * 15_000
            let outcome = store.append(
                references, references.indices.map { value(scrape, $0) }, time: time, now: time)
            #expect(outcome.stored == references.count)
            try store.flush(at: time)
        }
    }

    static func expectScrapes(_ store: MetricStore, series: Int, scrapes: Int) throws {
        let found = try store.all("m")
        try #require(found.count == series)
        let times = (0..<scrapes).map { start + Int64($0 + 1) * 15_000 }
        for (index, one) in found.enumerated() {
            #expect(one.timestamps == times)
            #expect(one.values == (0..<scrapes).map { Double($0 * 100 + index) })
        }
    }

    static func names(_ count: Int) -> [LabelSet] { (0..<count).map { .metric("m", ["i": "\(100 + $0)"]) } }

    @Test func samplesAreFoundWhereverTheyAre() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let references = try store.references(to: Self.names(5), at: Self.start)
            // Far enough that the first quarters of an hour are in blocks and the rest is in memory.
            try Self.scrape(store, references, count: 150)
            #expect(store.memory.samples < 150 * 5)
            try Self.expectScrapes(store, series: 5, scrapes: 150)

            let part = try store.all("m", from: Self.start + 60_000, through: Self.start + 120_000)
            #expect(part.first?.timestamps.count == 5)
            try await database.close()
        }
    }

    @Test func theEndOfTheProcessLosesNothingThatWasFlushed() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let references = try store.references(to: Self.names(3), at: Self.start)
            try Self.scrape(store, references, count: 100)
            // Copied as they are, the files are what a killed process leaves behind.
            let copy = TelemetryScenario(directory: scenario.directory + "/copy", limits: scenario.limits)
            try copyFiles(of: scenario, to: copy)
            try await database.close()

            let again = try await copy.open()
            let reopened = try MetricStore(database: again)
            try Self.expectScrapes(reopened, series: 3, scrapes: 100)
            // Order is kept against what was stored before.
            let after = try reopened.references(to: Self.names(3), at: Self.start)
            let time = Self.start + 100 * 15_000
            #expect(reopened.append(after, [1, 1, 1], time: time, now: time).contradicted == 3)
            #expect(reopened.append(after, [1, 1, 1], time: time - 1, now: time).outOfOrder == 3)
            try Self.scrape(reopened, after, from: 100, count: 100)
            try Self.expectScrapes(reopened, series: 3, scrapes: 200)
            try await again.close()
        }
    }

    @Test func aReaderBesideTheWriterSeesWhatWasFlushed() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            try Self.scrape(store, store.references(to: Self.names(2), at: Self.start), count: 70)
            let reading = try await scenario.open(.reader)
            try Self.expectScrapes(MetricStore(database: reading), series: 2, scrapes: 70)
            #expect(throws: TelemetryError.readOnly(path: scenario.path)) {
                try reading.write(.init(pages: 1, newPages: 1)) { _ in }
            }
            await #expect(throws: TelemetryError.self) { try await scenario.open() }
            try await reading.close()
            try await database.close()
        }
    }

    @Test func orderAndTimeAreKept() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let one = try store.reference(to: .metric("m"), at: Self.start)
            let now = Self.start + 7_200_000
            func append(_ value: Double, _ time: Int64) -> AppendOutcome {
                store.append([one], [value], time: time, now: now)
            }
            #expect(append(1, now).stored == 1)
            #expect(append(1, now).repeated == 1)
            #expect(append(2, now).contradicted == 1)
            #expect(append(1, now - 1).outOfOrder == 1)
            #expect(append(1, now - 3_600_001).outOfOrder == 1)
            #expect(append(1, now + 600_001).tooFarAhead == 1)
            #expect(append(1, now + 600_000).stored == 1)
            #expect(append(1, -1).tooOld == 1)
            let nan = Double(bitPattern: 0x7ff8_0000_dead_beef)
            #expect(append(nan, now + 600_000).contradicted == 1)
            let other = try store.reference(to: .metric("n"), at: Self.start)
            let samples = [MetricSample(other, time: now, value: 1), MetricSample(one, time: now, value: 3)]
            let outcome = store.append(samples, now: now)
            #expect((outcome.stored, outcome.outOfOrder) == (1, 1))
            #expect(store.counts.samples.refused == 7)
            try await database.close()
        }
    }

    @Test func labelsAndSeriesAreBounded() async throws {
        var limits = Storage.Limits.standard
        limits.metricSeries = 2
        try await withTelemetry(limits: limits) { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            _ = try store.references(to: Self.names(2), at: 0)
            #expect(throws: TelemetryError.tooManySeries(limit: 2)) { try store.reference(to: .metric("n"), at: 0) }
            _ = try store.references(to: Self.names(2), at: 0)
            let long = LabelSet.metric("n", ["x": String(repeating: "v", count: TimeSeries.Limits.labelValueBytes + 1)])
            #expect(throws: TelemetryError.self) { try store.reference(to: long, at: 0) }
            #expect(throws: TelemetryError.self) { try store.reference(to: .empty, at: 0) }
            try await database.close()
        }
    }

    /// What cannot be stored keeps nothing else from it.
    @Test func theSeriesThatFitAreFoundBesideOthers() async throws {
        var limits = Storage.Limits.standard
        limits.metricSeries = 2
        try await withTelemetry(limits: limits) { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let long = LabelSet.metric("n", [String(repeating: "n", count: TimeSeries.Limits.labelNameBytes + 1): "v"])
            let wanted = [long, .metric("a"), .metric("b"), .metric("c"), .metric("a")]
            let found = store.find(wanted.map { (labels: $0, time: Self.start) })
            #expect(found.references.map { $0 != nil } == [false, true, true, false, true])
            if case .labels? = found.firstProblem {} else { Issue.record("\(String(describing: found.firstProblem))") }
            let outcome = store.append(found, [1, 2, 3, 4, 2], time: Self.start, now: Self.start)
            #expect((outcome.stored, outcome.repeated) == (2, 1))
            #expect((outcome.badLabels, outcome.tooManySeries, outcome.refused) == (1, 1, 2))
            #expect(store.counts.samples == outcome)
            #expect(store.find([(labels: .metric("b"), time: Self.start)]).firstProblem == nil)
            try await database.close()
        }
    }

    /// A new series that is given several times takes one place.
    @Test func aRepeatedSeriesIsOne() async throws {
        var limits = Storage.Limits.standard
        limits.metricSeries = 1
        try await withTelemetry(limits: limits) { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let references = try store.references(to: [.metric("m"), .metric("m")], at: Self.start)
            #expect(references.count == 2 && Set(references).count == 1)
            try await database.close()
        }
    }

    /// Samples of a known series that are older than its first are found, also after the process has ended.
    @Test func earlierSamplesOfAKnownSeriesAreFound() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let (now, earlier) = (Self.start + 3_600_000, Self.start + 1_000)
            _ = try store.reference(to: .metric("m"), at: now)
            try store.flush(at: now)
            let found = store.find([(labels: .metric("m"), time: earlier)])
            #expect(store.append(found, [1], time: earlier, now: now).stored == 1)
            #expect(try store.all("m", through: earlier).map(\.values) == [[1]])
            try store.flush(at: now)
            try await database.close()
            let again = try await scenario.open()
            #expect(try MetricStore(database: again).all("m", through: earlier).map(\.values) == [[1]])
            try await again.close()
        }
    }

    @Test func metadataIsBoundedAndGoesWithItsSeries() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let unit = String(repeating: "u", count: 65)
            _ = try store.reference(to: .metric("size_bucket"), at: Self.start)
            #expect(store.hasSeries(of: "size") && !store.hasSeries(of: "siz"))
            for name in ["size", "gone"] {
                #expect(store.note(MetricMetadata(type: "histogram", help: "", unit: unit), of: name))
            }
            #expect(store.metadata["size"]?.unit.utf8.count == 64)
            let long = String(repeating: "n", count: TimeSeries.Limits.labelValueBytes + 1)
            #expect(!store.note(MetricMetadata(type: "gauge", help: ""), of: long))
            try store.flush(at: Self.start)
            while try store.maintain(at: Self.start) {}
            #expect(Set(store.metadata.keys) == ["size"])
            try store.flush(at: Self.start)
            try await database.close()
            let again = try await scenario.open()
            #expect(try Set(MetricStore(database: again).metadata.keys) == ["size"])
            try await again.close()
        }
    }

    @Test func acceptedTimesAreOfTheClock() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database, acceptedAge: 1_000)
            #expect(store.acceptedTimes(at: 5_000) == 4_000...605_000)
            #expect(store.acceptedTimes(at: 0) == 0...600_000)
            #expect(store.acceptedTimes(at: .max) == Int64.max - 1_000...Int64.max)
            #expect(store.acceptedTimes(at: .min) == 0...0)
            try await database.close()
        }
    }

    @Test func seriesLabelsAndCardinality() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let sets: [LabelSet] = [
                .metric("up", ["job": "a"]), .metric("up", ["job": "b"]), .metric("down", ["job": "a", "zone": "é"]),
            ]
            let references = try store.references(to: sets, at: Self.start)
            _ = store.append(references, [1, 2, 3], time: Self.start, now: Self.start)
            func series(_ matchers: LabelMatcher...) -> [LabelSet] {
                store.series(matchers, from: Self.start, through: Self.start)
            }
            #expect(series() == sets.sorted())
            #expect(series(LabelMatcher("job", .equal("a"))).count == 2)
            #expect(series(LabelMatcher("zone", .equal(""))).count == 2)
            #expect(series(LabelMatcher("zone", .notEqual(""))) == [sets[2]])
            #expect(series(LabelMatcher("job", .matches(try Pattern("a|c")))).count == 2)
            #expect(series(LabelMatcher("job", .matchesNot(try Pattern("a.*")))) == [sets[1]])
            #expect(store.series([], from: Self.start + 1, through: Self.start + 9).isEmpty)
            #expect(store.labelNames(from: 0, through: .max) == ["__name__", "job", "zone"])
            #expect(store.labelValues(of: "job", from: 0, through: .max) == ["a", "b"])
            let cardinality = store.cardinality()
            #expect(cardinality.series == 3)
            #expect(cardinality.labelPairs == 5)
            #expect(cardinality.seriesByMetric.first?.name == "up")
            #expect(store.note(MetricMetadata(type: "gauge", help: "Whether it is up."), of: "up"))
            try store.flush(at: Self.start)
            try await database.close()
            let again = try await scenario.open()
            #expect(try MetricStore(database: again).metadata["up"]?.type == "gauge")
            try await again.close()
        }
    }
}

/// The files of a database as a process that is killed would leave them.
func copyFiles(of scenario: TelemetryScenario, to copy: TelemetryScenario) throws {
    try FileManager.default.createDirectory(atPath: copy.directory, withIntermediateDirectories: false)
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: scenario.path + suffix) {
        try FileManager.default.copyItem(atPath: scenario.path + suffix, toPath: copy.path + suffix)
    }
}
