import Foundation
import GRDB
import Signals
import Support
import Testing
import TimeSeries

@testable import Storage

/// Merging, rolling up, ageing and damage.
@Suite struct MetricMaintenanceTests {
    static let start = TelemetryScenario.start

    /// A store with a counter and a gauge, scraped every 15 seconds for so many hours, and tidied up as it goes.
    static func filled(_ database: TelemetryDatabase, hours: Int) throws -> MetricStore {
        let store = try MetricStore(database: database)
        let references = try store.references(to: [.metric("counter"), .metric("gauge")], at: start)
        for scrape in 1...hours * 240 {
            let time = start + Int64(scrape) * 15_000
            // The counter starts again every 100 scrapes.
            store.append(references, [Double(scrape % 100) * 5, Double(scrape % 7) / 10], time: time, now: time)
            if scrape % 60 == 0 { try store.flush(at: time) }
            if scrape % 120 == 0 { while try store.maintain(at: time) {} }
        }
        try store.flush(at: start + Int64(hours) * 3_600_000)
        return store
    }

    static func blocks(_ database: TelemetryDatabase, _ resolution: Resolution) throws -> Int {
        try database.read {
            try MetricBlocks.extents($0, where: "resolution = ?", [resolution.rawValue]).count
        }
    }

    @Test func mergingAndRollingUpKeepEverySample() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try Self.filled(database, hours: 30)
            // Fourteen windows are over and one block each; the last two may be in parts.
            #expect(try Self.blocks(database, .raw) <= 14 + 12)
            let raw = try #require(try store.all("counter").first)
            #expect(raw.values == (1...7_200).map { Double($0 % 100) * 5 })
            #expect(raw.timestamps == (1...7_200).map { Self.start + Int64($0) * 15_000 })
            #expect(try store.verify().damaged.isEmpty)
            try await database.close()
        }
    }

    @Test(arguments: [Resolution.fiveMinutes, .hour])
    func rollUpsAreWhatTheSamplesSay(_ resolution: Resolution) async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try Self.filled(database, hours: 30)
            let bucket = Int(resolution.bucketMilliseconds / 15_000)
            #expect(try Self.blocks(database, resolution) > 0)
            let gauge = (1...7_200).map { Double($0 % 7) / 10 }
            let counter = (0...7_200).map { Double($0 % 100) * 5 }
            func column(_ name: String, _ column: RollupColumn) throws -> SelectedSeries {
                try #require(try store.all(name, resolution, column).first)
            }
            let counts = try column("gauge", .count)
            #expect(counts.timestamps == (1...7_200 / bucket).map { Self.start + Int64($0 * bucket) * 15_000 })
            #expect(counts.values.allSatisfy { $0 == Double(bucket) })
            let (sums, least) = (try column("gauge", .sum).values, try column("gauge", .minimum).values)
            let (most, last) = (try column("gauge", .maximum).values, try column("gauge", .last).values)
            for index in counts.values.indices {
                let samples = gauge[index * bucket..<(index + 1) * bucket]
                #expect(abs(sums[index] - samples.reduce(0, +)) < 1e-9)
                #expect(least[index] == samples.min())
                #expect(most[index] == samples.max())
                #expect(last[index] == samples.last)
            }
            let increases = try column("counter", .increase).values
            for index in increases.indices {
                var expected = 0.0
                for sample in index * bucket + 1...(index + 1) * bucket where sample > 1 {
                    let (before, value) = (counter[sample - 1], counter[sample])
                    expected += value < before ? value : value - before
                }
                // What is not on disk yet is rolled up without the sample before it.
                if index < increases.count * 9 / 10 { #expect(increases[index] == expected, "\(index)") }
            }
            try await database.close()
        }
    }

    @Test func whatIsPastItsAgeGoesAndItsPagesToo() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try Self.filled(database, hours: 30)
            let gone = try store.reference(to: .metric("gone"), at: Self.start)
            #expect(store.series([], from: 0, through: .max).count == 3)
            let now = Self.start + 40 * 86_400_000
            let retention = RetentionPolicy(raw: 86_400_000, fiveMinutes: 86_400_000, hour: 86_400_000)
            try store.flush(at: now)
            while try store.maintain(at: now, retention: retention) {}
            #expect(try Self.blocks(database, .raw) == 0)
            #expect(try Self.blocks(database, .fiveMinutes) == 0)
            #expect(store.series([], from: 0, through: .max) == [])
            #expect(try database.read { try Int.fetchOne($0, sql: "PRAGMA freelist_count") } == 0)
            // The reference is of a series that is gone, and says so; asked for again it works, under a used id.
            #expect(store.append([gone], [1], time: now, now: now).unknownSeries == 1)
            let again = try store.reference(to: .metric("again"), at: now)
            #expect(store.append([again], [1], time: now, now: now).stored == 1)
            try store.flush(at: now)
            #expect(try store.all("again").first?.values == [1])
            try await database.close()
        }
    }

    @Test func rollUpsOutliveTheSamples() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try Self.filled(database, hours: 30)
            let retention = RetentionPolicy(raw: 1, fiveMinutes: 90 * 86_400_000, hour: 730 * 86_400_000)
            let now = Self.start + 30 * 3_600_000
            try store.pack(at: now)
            while try store.maintain(at: now, retention: retention) {}
            let raw = try #require(try store.all("gauge").first)
            let hours = try #require(try store.all("gauge", .hour, .last).first)
            #expect(raw.timestamps.count < 1_000)
            #expect(hours.timestamps.count >= 28)
            try await database.close()
        }
    }

    @Test func aDamagedBlockIsLeftOutCountedAndNamed() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try Self.filled(database, hours: 6)
            let damaged = try database.write(TelemetryWrite(pages: 9, newPages: 9)) { database in
                let id = try Int64.fetchOne(database, sql: "SELECT min(id) FROM metric_blocks WHERE resolution = 0")
                try database.execute(
                    sql: "UPDATE metric_blocks SET data = substr(data, 1, length(data) - 9) WHERE id = ?",
                    arguments: [id])
                return id
            }
            let left = try #require(try store.all("gauge").first)
            #expect(left.values.count == 6 * 240 - 480)
            #expect(store.counts.damaged == 1)
            let found = try store.verify()
            #expect(found.damaged.map(\.id) == [damaged])
            #expect(found.damagedCount == 1)
            #expect(store.counts.damaged == 1)
            while try store.maintain(at: Self.start + 9 * 3_600_000) {}
            try await database.close()

            let again = try await scenario.open()
            #expect(try MetricStore(database: again).all("gauge").first?.values.count == 6 * 240 - 480)
            try await again.close()
        }
    }

    @Test func aDamagedRecordOrSeriesIsCountedAndNotFatal() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let references = try store.references(to: MetricStoreTests.names(2), at: Self.start)
            try MetricStoreTests.scrape(store, references, count: 3)
            try database.write(TelemetryWrite(pages: 9, newPages: 9)) { database in
                try database.execute(sql: "UPDATE metric_journal SET data = x'00' WHERE id = 2")
                try database.execute(sql: "UPDATE metric_series SET labels = x'ff' WHERE id = 1")
            }
            try await database.close()
            let again = try await scenario.open()
            let reopened = try MetricStore(database: again)
            #expect(reopened.counts.damaged == 1)
            #expect(reopened.counts.damagedSeries == 1)
            #expect(try reopened.all("m").map(\.values) == [[0, 200]])
            try await again.close()
        }
    }
}
