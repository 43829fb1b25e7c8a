import Foundation
import GRDB
import Signals
import Support
import Testing
import TimeSeries

@testable import Storage

/// The files never take more than the cap, a full disk is a state, and a file that cannot be used is set aside.
@Suite struct TelemetryCapTests {
    /// Small pages and a small cap, so that ten times the cap is written in seconds.
    static var smallLimits: Storage.Limits {
        var limits = Storage.Limits.standard
        limits.telemetryPageBytes = 1_024
        limits.smallestTelemetryBytes = 1 << 20
        limits.telemetryLogBytes = 64 << 10
        return limits
    }

    /// Writes incompressible samples, ten times the cap of them, and looks at the files after every commit.
    @Test func theCapHoldsAtEveryCommit() async throws {
        let cap = 1 << 20
        try await withTelemetry(limits: Self.smallLimits) { scenario in
            let database = try await scenario.open(maximumBytes: cap)
            let store = try MetricStore(database: database)
            let references = try store.references(
                to: (0..<200).map { .metric("m", ["i": "\($0)"]) }, at: TelemetryScenario.start)
            var random = SplitMix64(seed: 1)
            var (written, largest, scrape) = (0, 0, 0)
            while written < 10 * cap {
                scrape += 1
                let time = TelemetryScenario.start + Int64(scrape) * 15_000
                let values = references.map { _ in Double(bitPattern: random.next() >> 2) }
                store.append(references, values, time: time, now: time)
                written += values.count * 8
                if scrape % 4 == 0 {
                    try store.flush(at: time)
                    largest = max(largest, database.bytes)
                }
                if scrape % 100 == 0 {
                    while try store.maintain(at: time) { largest = max(largest, database.bytes) }
                }
            }
            try store.flush(at: TelemetryScenario.start + Int64(scrape) * 15_000)
            #expect(max(largest, database.bytes) <= cap)
            // And it is made use of.
            #expect(largest > cap / 2)
            #expect(database.state == .working)
            #expect(store.counts.samples.stored == written / 8)
            let found = try store.select(
                MetricSelection([LabelMatcher("i", .equal("7"))], from: 0, through: .max))
            let times = try #require(found.first?.timestamps)
            #expect(times.last == TelemetryScenario.start + Int64(scrape) * 15_000)
            #expect(times.count < scrape)
            #expect(try store.verify().damaged.isEmpty)
            try await database.close()
        }
    }

    @Test func aReaderThatHoldsTheLogStopsWritesAndNothingElse() async throws {
        var limits = Storage.Limits.standard
        limits.telemetryBusyMilliseconds = 1
        try await withTelemetry(limits: limits) { scenario in
            let cap = 16 << 20
            let database = try await scenario.open(maximumBytes: cap)
            func write(_ bytes: Int) throws {
                try database.write(TelemetryWrite(addingBytes: bytes, pageBytes: limits.telemetryPageBytes)) {
                    try $0.execute(
                        sql: "INSERT INTO metric_journal (data) VALUES (zeroblob(?))", arguments: [bytes])
                }
            }
            try write(1_000)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let reader = try DatabaseQueue(path: scenario.path, configuration: configuration)
            try reader.inDatabase { database in
                try database.beginTransaction(.deferred)
                _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM metric_journal")
            }
            var error: (any Error)?
            for _ in 0..<40 where error == nil {
                do { try write(1 << 20) } catch let failure { error = failure }
                #expect(database.bytes <= cap)
            }
            #expect(error as? TelemetryError == .readerInTheWay(path: scenario.path, maximumBytes: cap))
            #expect(database.state == .noRoom)
            try reader.inDatabase { try $0.commit() }
            try reader.close()
            try write(1_000)
            #expect(database.state == .working)
            try await database.close()
        }
    }

    @Test func aFullDiskIsAStateAndLosesOnlyWhatIsBeyondTheBound() async throws {
        var limits = Storage.Limits.standard
        limits.pendingSamples = 50
        try await withTelemetry(limits: limits) { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let references = try store.references(to: MetricStoreTests.names(10), at: TelemetryScenario.start)
            try MetricStoreTests.scrape(store, references, count: 3)
            try await database.pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA max_page_count = 1")
            }
            var time = TelemetryScenario.start + 3 * 15_000
            for scrape in 4...20 {
                time = TelemetryScenario.start + Int64(scrape) * 15_000
                var random = SplitMix64(seed: UInt64(scrape))
                let values = references.map { _ in Double(bitPattern: random.next() >> 2) }
                store.append(references, values, time: time, now: time)
                // Larger than what is left of a page, so that a new one is needed.
                for metric in 0..<10 {
                    let help = String(repeating: "\(scrape)", count: 500)
                    store.note(MetricMetadata(type: "gauge", help: help), of: "\(scrape)_\(metric)")
                }
                do { try store.flush(at: time) } catch StorageError.diskFull {}
            }
            #expect(database.state == .diskFull)
            #expect(store.counts.lost > 0)
            #expect(try store.all("m").first?.values.last.map { $0 > 0 } == true)
            try await database.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
            try store.flush(at: time)
            #expect(database.state == .working)
            try await database.close()
        }
    }

    @Test func aFileThatIsNoneOfOursIsAnErrorAndCanBeSetAside() async throws {
        try await withTelemetry { scenario in
            try await scenario.open().close()
            #expect(try FileManager.default.attributesOfItem(atPath: scenario.path)[.posixPermissions] as? Int == 0o600)
            try Data("not a database, but long enough to be looked at".utf8).write(
                to: URL(filePath: scenario.path))
            await #expect(throws: StorageError.self) { try await scenario.open() }
            let aside = try await TelemetryDatabase.setAside(in: scenario.directory)
            #expect(FileManager.default.fileExists(atPath: aside))
            try await scenario.open().close()

            let foreign = try DatabaseQueue(path: scenario.path)
            try await foreign.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = 7") }
            try foreign.close()
            await #expect(throws: StorageError.foreignDatabase(path: scenario.path, applicationID: 7)) {
                try await scenario.open()
            }
            await #expect(throws: TelemetryError.self) { try await scenario.open(maximumBytes: (16 << 20) - 1) }
        }
    }

    @Test func stepsTowardsRoom() {
        let small = TelemetryWrite(pages: 10, newPages: 10)
        func space(_ pages: Int, free: Int = 0, log: Int = 0) -> TelemetrySpace {
            TelemetrySpace(pageBytes: 16_384, pages: pages, freePages: free, logBytes: log)
        }
        func next(_ space: TelemetrySpace) -> TelemetrySpaceStep {
            TelemetrySpaceStep.next(space, small, maximumBytes: 16 << 20)
        }
        #expect(next(space(100)) == .write)
        #expect(next(space(873)) == .write)
        #expect(next(space(874)) == .dropOldest)
        #expect(next(space(883, free: 10)) == .write)
        #expect(next(space(884, free: 10)) == .dropOldest)
        #expect(next(space(884, free: 100)) == .returnFreePages)
        #expect(next(space(100, log: 14 << 20)) == .emptyLog)
        let huge = TelemetryWrite(addingBytes: 8 << 20, pageBytes: 16_384)
        #expect(TelemetrySpaceStep.next(space(100), huge, maximumBytes: 16 << 20) == .refuse)
    }
}
