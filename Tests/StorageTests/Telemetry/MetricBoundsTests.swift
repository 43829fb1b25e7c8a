import Foundation
import GRDB
import Signals
import Testing
import TimeSeries

@testable import Storage

/// What is taken and what is not, and that nothing grows without end or waits without need.
@Suite struct MetricBoundsTests {
    static let start = TelemetryScenario.start
    static let hour: Int64 = 3_600_000

    /// A sender that was away for six hours sends what it kept, while others are current.
    @Test func aSeriesThatIsBehindCatchesUp() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let current = try store.references(to: MetricStoreTests.names(3), at: Self.start)
            let late = try store.reference(to: .metric("late"), at: Self.start)
            let outage = Self.start + 6 * Self.hour
            // Six hours of the others.
            for scrape in 1...1_440 {
                let time = Self.start + Int64(scrape) * 15_000
                #expect(store.append(current, [1, 2, Double(scrape)], time: time, now: time).stored == 3)
                if scrape % 40 == 0 { try store.flush(at: time) }
                if scrape % 240 == 0 { while try store.maintain(at: time) {} }
            }
            // Then the late ones in requests of an hour, among new samples of the others.
            for request in 0..<6 {
                let now = outage + Int64(request + 1) * 15_000
                let samples = (1...240).map { scrape in
                    MetricSample(
                        late, time: Self.start + Int64(request) * Self.hour + Int64(scrape) * 15_000,
                        value: Double(request * 240 + scrape))
                }
                #expect(store.append(samples.shuffled(), now: now).stored == 240)
                #expect(store.append(current, [1, 2, 3], time: now, now: now).stored == 3)
                try store.flush(at: now)
            }
            let now = outage + 7 * 15_000
            // Within the series order is kept, and the same sample again is no fault.
            #expect(store.append([late], [1], time: outage - 15_000, now: now).outOfOrder == 1)
            #expect(store.append([late], [1_440], time: outage, now: now).repeated == 1)
            #expect(store.append([late], [1_441], time: outage, now: now).contradicted == 1)
            func check(_ store: MetricStore) throws {
                let found = try #require(try store.all("late").first)
                #expect(found.timestamps == (1...1_440).map { Self.start + Int64($0) * 15_000 })
                #expect(found.values == (1...1_440).map { Double($0) })
                #expect(try store.all("m").map(\.values.count) == [1_446, 1_446, 1_446])
            }
            try check(store)
            try store.pack(at: now)
            try check(store)
            // A series that was behind when the process ended is still in order afterwards.
            try await database.close()
            let again = try await scenario.open()
            let reopened = try MetricStore(database: again)
            try check(reopened)
            let known = try reopened.reference(to: .metric("late"), at: Self.start)
            #expect(reopened.append([known], [1], time: outage - 15_000, now: now).outOfOrder == 1)
            for later in stride(from: now, through: now + 3 * Self.hour, by: Int(Self.hour)) {
                _ = reopened.append([known], [0], time: later, now: later)
                try reopened.flush(at: later)
                while try reopened.maintain(at: later) {}
            }
            #expect(
                try reopened.all("late").first?.values.prefix(1_440).elementsEqual((1...1_440).map { Double($0) })
                    == true)
            #expect(try reopened.verify().damaged.isEmpty)
            try await again.close()
        }
    }

    @Test func howFarBackIsBounded() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database, acceptedAge: 10 * Self.hour)
            let one = try store.reference(to: .metric("m"), at: Self.start)
            let now = Self.start + 20 * Self.hour
            #expect(store.append([one], [1], time: now - 10 * Self.hour - 1, now: now).tooOld == 1)
            #expect(store.append([one], [1], time: now - 10 * Self.hour, now: now).stored == 1)
            try await database.close()
        }
    }

    /// Catching up does not make a block each second.
    @Test func oldSamplesArePackedByWhenTheyCame() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let one = try store.reference(to: .metric("m"), at: Self.start)
            let now = Self.start + 6 * Self.hour
            for second in 0..<60 {
                let moment = now + Int64(second) * 1_000
                store.append([one], [1], time: Self.start + Int64(second + 1) * 15_000, now: moment)
                try store.flush(at: moment)
            }
            #expect(try MetricMaintenanceTests.blocks(database, .raw) == 0)
            try store.flush(at: now + database.limits.headMilliseconds)
            #expect(try MetricMaintenanceTests.blocks(database, .raw) == 1)
            #expect(store.memory.samples == 0)
            try await database.close()
        }
    }

    /// The journal takes everything and the blocks nothing: memory is bounded, and what was taken is kept.
    @Test func whatCannotBePackedFillsABoundAndNoMore() async throws {
        var limits = Storage.Limits.standard
        limits.headBytes = 50_000
        limits.headRows = 10
        try await withTelemetry(limits: limits) { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let references = try store.references(to: MetricStoreTests.names(100), at: Self.start)
            func block(_ isBlocked: Bool) throws {
                try database.write(TelemetryWrite(pages: 9, newPages: 9)) { database in
                    try database.execute(
                        sql: isBlocked
                            ? """
                            CREATE TRIGGER refusal BEFORE INSERT ON metric_blocks
                            BEGIN SELECT RAISE(ABORT, 'no blocks'); END
                            """ : "DROP TRIGGER refusal")
                }
            }
            try block(true)
            var (stored, refused, time) = (0, 0, Self.start)
            for scrape in 1...200 {
                time = Self.start + Int64(scrape) * 15_000
                let outcome = store.append(references, references.map { _ in 1 }, time: time, now: time)
                stored += outcome.stored
                refused += outcome.noRoom
                do { try store.flush(at: time) } catch is StorageError {}
            }
            #expect(refused > 0 && stored + refused == 20_000)
            #expect(store.memory.samples == stored)
            // 800 bytes of values a row and what a row costs: one row beyond the bound at the most.
            #expect(stored * 8 < limits.headBytes)
            #expect(store.counts.lost == 0 && store.counts.samples.refused == refused)
            if case .failing = database.state {} else { Issue.record("the state is \(database.state)") }
            try block(false)
            try store.flush(at: time)
            #expect(store.memory.samples == 0 && database.state == .working)
            #expect(store.append(references, references.map { _ in 2 }, time: time + 1, now: time + 1).stored == 100)
            #expect(try store.all("m").first?.values.count == stored / 100 + 1)
            try await database.close()
        }
    }

    /// Long queries hold every reader; keeping the database in order goes on beside them.
    @Test(.timeLimit(.minutes(10))) func theKeeperNeverWaitsForQueries() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricMaintenanceTests.filled(database, hours: 5)
            // On a thread of its own: it waits for others, and those of tests are few.
            let steps = try await withCheckedThrowingContinuation { continuation in
                Thread.detachNewThread {
                    continuation.resume(with: Result { try Self.steps(of: store, besideReadersOf: database) })
                }
            }
            #expect(steps > 0)
            try await database.close()
        }
    }

    private static func steps(of store: MetricStore, besideReadersOf database: TelemetryDatabase) throws -> Int {
        let (arrived, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let ended = DispatchGroup()
        let readers = database.limits.readerConnections
        for _ in 0..<readers {
            ended.enter()
            Thread.detachNewThread {
                try? database.read { _ in
                    arrived.signal()
                    release.wait()
                }
                ended.leave()
            }
        }
        for _ in 0..<readers { arrived.wait() }
        defer {
            for _ in 0..<readers { release.signal() }
            ended.wait()
        }
        let now = start + 9 * hour
        let reference = try store.reference(to: .metric("gauge"), at: now)
        store.append([reference], [1], time: now, now: now)
        try store.flush(at: now)
        var steps = 0
        while try store.maintain(at: now) { steps += 1 }
        return steps
    }

    @Test func selectionsStopAtTheirBounds() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let references = try store.references(to: MetricStoreTests.names(10), at: Self.start)
            try MetricStoreTests.scrape(store, references, count: 100)
            func select(samples: Int? = nil, series: Int? = nil) throws -> Int {
                try store.select(
                    MetricSelection([], from: 0, through: .max, maximumSamples: samples, maximumSeries: series)
                ).reduce(0) { $0 + $1.values.count }
            }
            for _ in 0..<2 {
                #expect(try select() == 1_000)
                #expect(try select(samples: 1_000, series: 10) == 1_000)
                #expect(throws: TelemetryError.tooManySamples(limit: 999)) { try select(samples: 999) }
                #expect(throws: TelemetryError.tooManySelectedSeries(limit: 9)) { try select(series: 9) }
                // And again with everything in blocks.
                try store.pack(at: Self.start + 100 * 15_000)
            }
            try await database.close()
        }
    }

    /// Two texts that look the same are two series, in memory, on disk and after the process has ended.
    @Test func labelsThatLookTheSameAreTwoSeries() async throws {
        try await withTelemetry { scenario in
            let sets: [LabelSet] = [.metric("m", ["a": "\u{e9}"]), .metric("m", ["a": "e\u{301}"])]
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let references = try store.references(to: sets, at: Self.start)
            #expect(store.append(references, [1, 2], time: Self.start, now: Self.start).stored == 2)
            try store.pack(at: Self.start)
            func check(_ store: MetricStore) throws {
                #expect(try store.all("m").map(\.values) == [[2], [1]])
                #expect(store.labelValues(of: "a", from: 0, through: .max).count == 2)
                for (index, set) in sets.enumerated() {
                    let matcher = LabelMatcher("a", .equal(set["a"] ?? ""))
                    let found = try store.select(MetricSelection([matcher], from: 0, through: .max))
                    #expect(found.map(\.values) == [[Double(index + 1)]])
                }
            }
            try check(store)
            try await database.close()
            let again = try await scenario.open()
            try check(MetricStore(database: again))
            try await again.close()
        }
    }
}
