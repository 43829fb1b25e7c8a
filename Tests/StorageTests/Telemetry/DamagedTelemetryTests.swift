import Foundation
import GRDB
import Signals
import Support
import Testing
import TimeSeries
import Traces

@testable import Storage

/// Bytes of blocks that are others than were written: left out, counted and named by a verification, never a crash.
///
/// Each byte in its turn, through the same reading that queries and upkeep go through.
@Suite struct DamagedTelemetryTests {
    static let start = TelemetryScenario.start

    /// Changes one byte of a blob, and answers how it was.
    static func change(
        _ database: TelemetryDatabase, _ table: String, _ column: String, id: Int64, at index: Int, to byte: UInt8
    ) throws -> UInt8 {
        try database.write(TelemetryWrite(addingBytes: 1 << 20, pageBytes: database.limits.telemetryPageBytes)) {
            var bytes =
                try Data.fetchOne($0, sql: "SELECT \(column) FROM \(table) WHERE id = ?", arguments: [id]) ?? Data()
            let before = bytes[index]
            bytes[index] = byte
            try $0.execute(sql: "UPDATE \(table) SET \(column) = ? WHERE id = ?", arguments: [bytes, id])
            return before
        }
    }

    @Test(arguments: Resolution.allCases) func everyByteOfAMetricBlock(_ resolution: Resolution) async throws {
        var limits = Storage.Limits.standard
        limits.telemetryPageBytes = 16_384
        try await withTelemetry(limits: limits) { scenario in
            let database = try await scenario.open()
            let store = try MetricMaintenanceTests.filled(database, hours: 5)
            let row = try #require(
                try database.read {
                    try Row.fetchOne(
                        $0,
                        sql: """
                            SELECT id, length(data) AS size FROM metric_blocks WHERE resolution = ? ORDER BY id LIMIT 1
                            """, arguments: [resolution.rawValue])
                })
            let (id, size): (Int64, Int) = (row["id"], row["size"])
            let whole = try store.all("gauge", resolution).first?.values.count ?? 0
            let blocks = try store.verify().blocks
            var random = SplitMix64(seed: 1)
            for index in 0..<size {
                let flip = UInt8(truncatingIfNeeded: random.next() | 1)
                let before = try Self.change(database, "metric_blocks", "data", id: id, at: index, to: 0)
                _ = try Self.change(database, "metric_blocks", "data", id: id, at: index, to: before ^ flip)
                let found = try store.all("gauge", resolution).first?.values.count ?? 0
                #expect(found < whole, "byte \(index)")
                let verified = try store.verify()
                #expect(verified.damaged.map(\.id) == [id] && verified.damagedCount == 1 && verified.blocks == blocks)
                _ = try Self.change(database, "metric_blocks", "data", id: id, at: index, to: before)
            }
            #expect(try store.all("gauge", resolution).first?.values.count == whole)
            // However often it was met, it is one block.
            #expect(store.counts.damaged == 1)
            // Upkeep leaves it where it is and goes on.
            _ = try Self.change(database, "metric_blocks", "data", id: id, at: size / 2, to: 0)
            _ = try Self.change(database, "metric_blocks", "data", id: id, at: size / 2 + 1, to: 0)
            let now = Self.start + 40 * 86_400_000
            let reference = try store.reference(to: .metric("gauge"), at: now)
            store.append([reference], [1], time: now, now: now)
            try store.flush(at: now)
            let forever = RetentionPolicy(raw: now, fiveMinutes: now, hour: now)
            while try store.maintain(at: now, retention: forever) {}
            #expect(try store.verify().damaged.map(\.id) == [id])
            try await database.close()
            // And a process that starts with it starts.
            let again = try await scenario.open()
            #expect(try MetricStore(database: again).verify().damagedCount == 1)
            try await again.close()
        }
    }

    /// Random bytes behind a checksum that fits: what a sender of blocks that hates us would write.
    @Test func rowsOfNoiseAreDamage() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricMaintenanceTests.filled(database, hours: 3)
            let ids = try database.read { try Int64.fetchAll($0, sql: "SELECT id FROM metric_blocks") }
            var random = SplitMix64(seed: 7)
            for round in 0..<200 {
                let id = ids[Int(random.next() % UInt64(ids.count))]
                let noise = Data((0..<Int(random.next() % 300)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
                try database.write(TelemetryWrite(pages: 99, newPages: 99)) {
                    try $0.execute(
                        sql: "UPDATE metric_blocks SET data = ? WHERE id = ?",
                        arguments: [round % 2 == 0 ? Data("GCTB\u{2}\u{1}".utf8) + noise : noise, id])
                }
                for resolution in Resolution.allCases { _ = try store.all("gauge", resolution) }
                #expect(try store.verify().damagedCount > 0)
            }
            #expect(store.counts.damaged <= ids.count)
            try await database.close()
        }
    }

    @Test func everyByteOfALogSegment() async throws {
        let scenario = try await LogScenario { $0.logSegmentBytes = 1_000 }
        try scenario.append((0..<60).map { ($0, "line \($0) with some text") })
        scenario.now = Timestamp(millisecondsSince1970: scenario.now.millisecondsSince1970 + 3_600_000)
        try scenario.store.flush(at: scenario.now)
        let whole = try scenario.texts()
        let queue = try DatabaseQueue(path: scenario.path)
        let body = try await queue.read {
            try Data.fetchOne($0, sql: "SELECT body FROM log_segment_bodies WHERE id = 1") ?? Data()
        }
        try #require(!body.isEmpty)
        var random = SplitMix64(seed: 2)
        for index in body.indices {
            var damaged = body
            damaged[index] ^= UInt8(truncatingIfNeeded: random.next() | 1)
            try await queue.write { [damaged] in
                try $0.execute(sql: "UPDATE log_segment_bodies SET body = ? WHERE id = 1", arguments: [damaged])
            }
            let found = try scenario.texts()
            let verified = try scenario.store.verify()
            // Whatever a byte does not change is answered as it was; nothing else is.
            #expect(found == whole || verified.damaged == 1 && found.count < whole.count, "byte \(index)")
            #expect(found.allSatisfy { whole.contains($0) })
        }
        #expect(scenario.store.counters.damaged > 0)
    }

    @Test func everyByteOfATraceBlock() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = TraceStore(database: database)
            for trace in 1...2 as ClosedRange<UInt64> {
                store.append(
                    try (1...5).map { id in
                        Traces.Span(
                            trace: try #require(TraceID(high: 9, low: trace)), id: try #require(SpanID(id)),
                            service: "api", operation: "GET /", start: Int64(trace) * 10, duration: 10)
                    })
                try store.flush()
            }
            let query = JaegerQuery(service: "api", range: 0...1_000_000, limit: 10)
            #expect(try store.search(query).traces.count == 2)
            var random = SplitMix64(seed: 3)
            for column in ["data", "operations", "trace_keys"] {
                let size = try database.read {
                    try Int.fetchOne($0, sql: "SELECT length(\(column)) FROM trace_blocks WHERE id = 1") ?? 0
                }
                try #require(size > 0)
                for index in 0..<size {
                    let before = try Self.change(database, "trace_blocks", column, id: 1, at: index, to: 0)
                    let flip = UInt8(truncatingIfNeeded: random.next() | 1)
                    _ = try Self.change(database, "trace_blocks", column, id: 1, at: index, to: before ^ flip)
                    let found = try store.search(query).traces
                    #expect(found.count >= 1 && found.contains { $0.count == 5 && $0[0].start == 20 })
                    if column == "data" { #expect(found.count == 1, "byte \(index)") }
                    _ = try store.trace(#require(TraceID(high: 9, low: 1)))
                    _ = try? store.services()
                    _ = try? store.operations(of: "api")
                    _ = try Self.change(database, "trace_blocks", column, id: 1, at: index, to: before)
                }
            }
            #expect(try store.search(query).traces.count == 2)
            #expect(store.counts.damaged == 1)
            try await database.close()
        }
    }
}
