import GRDB
import Testing
import Traces

@testable import Storage

struct TraceStoreTests {
    private static func span(
        _ trace: UInt64, _ id: UInt64, service: String = "api", operation: String = "GET /", start: Int64,
        duration: Int64 = 10, attributes: [SpanAttribute] = []
    ) throws -> Traces.Span {
        Traces.Span(
            trace: try #require(TraceID(high: 9, low: trace)), id: try #require(SpanID(id)), service: service,
            operation: operation, start: start, duration: duration, attributes: attributes)
    }

    private static func query(_ change: (inout JaegerQuery) -> Void = { _ in }) -> JaegerQuery {
        var query = JaegerQuery(service: "api", range: 0...1_000_000, limit: 10)
        change(&query)
        return query
    }

    private static var small: Storage.Limits {
        var limits = Storage.Limits.standard
        limits.traceBlockSpans = 16
        limits.unmergedTraceBlocks = 4
        limits.pendingSpans = 20
        limits.traceBlocksDeletedAtOnce = 2
        return limits
    }

    @Test func findsWhatItWasGivenBeforeAndAfterAFlushAndAfterReopening() async throws {
        try await withTelemetry { scenario in
            let spans = [
                try Self.span(1, 1, start: 10), try Self.span(1, 2, service: "db", start: 12),
                try Self.span(
                    2, 3, operation: "POST /", start: 30, duration: 99, attributes: [SpanAttribute("a", "b")]),
            ]
            func check(_ store: TraceStore) throws {
                #expect(try store.trace(spans[0].trace) == Array(spans[..<2]))
                #expect(try store.trace(#require(TraceID(high: 9, low: 7))).isEmpty)
                #expect(try store.search(Self.query()).traces == [[spans[2]], Array(spans[..<2])])
                #expect(try store.search(Self.query { $0.limit = 1 }).traces == [[spans[2]]])
                #expect(try store.search(Self.query { $0.operation = "GET /" }).traces == [Array(spans[..<2])])
                #expect(try store.search(Self.query { $0.minDuration = 50 }).traces == [[spans[2]]])
                #expect(try store.search(Self.query { $0.tags = [SpanAttribute("a", "b")] }).traces == [[spans[2]]])
                #expect(try store.search(Self.query { $0.tags = [SpanAttribute("a", "c")] }).traces.isEmpty)
                #expect(try store.search(Self.query { $0.range = 31...40 }).traces.isEmpty)
                #expect(try store.services() == ["api", "db"])
                #expect(try store.operations(of: "api") == ["GET /", "POST /"])
            }
            let database = try await scenario.open()
            let store = TraceStore(database: database)
            #expect(store.append(spans) == 3)
            try check(store)
            try store.flush()
            try check(store)
            try await database.close()
            let again = try await scenario.open()
            try check(TraceStore(database: again))
            try await again.close()
        }
    }

    @Test func mergesSmallBlocksAndLosesNothing() async throws {
        try await withTelemetry(limits: Self.small) { scenario in
            let database = try await scenario.open()
            let store = TraceStore(database: database)
            for number in 1...40 {
                store.append([try Self.span(UInt64(number % 5 + 1), UInt64(number), start: Int64(number))])
                try store.flush()
            }
            let rows = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM trace_blocks") }
            #expect((rows ?? 40) < 12)
            let found = try store.search(Self.query())
            #expect(found.traces.map(\.count) == [8, 8, 8, 8, 8] && found.isComplete)
            try await database.close()
        }
    }

    @Test func boundsWhatWaitsAndWhatASearchLooksAt() async throws {
        var limits = Self.small
        limits.searchedSpans = 4
        try await withTelemetry(limits: limits) { scenario in
            let database = try await scenario.open()
            let store = TraceStore(database: database)
            let spans = try (1...21).map { try Self.span(UInt64($0), UInt64($0), start: Int64($0)) }
            #expect(store.append(spans) == 20)
            #expect(store.counts == TraceCounts(accepted: 20, lost: 1, damaged: 0))
            try store.flush()
            #expect(try !store.search(Self.query()).isComplete)
            #expect(throws: TelemetryError.cancelled) { try store.search(Self.query()) { true } }
            try await database.close()
        }
    }

    @Test func deletesWhatIsOldAndNothingElse() async throws {
        try await withTelemetry(limits: Self.small) { scenario in
            let database = try await scenario.open()
            let store = TraceStore(database: database)
            for number in 1...3 {
                store.append([try Self.span(UInt64(number), 1, start: Int64(number) * 100)])
                try store.flush()
            }
            #expect(try store.removeBlocks(before: 300) == 2)
            #expect(try store.search(Self.query()).traces.map { $0[0].start } == [300])
            try await database.close()
        }
    }

    @Test func skipsAndCountsADamagedBlock() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = TraceStore(database: database)
            store.append([try Self.span(1, 1, start: 10)])
            try store.flush()
            store.append([try Self.span(2, 2, start: 20)])
            try store.flush()
            try database.write(TelemetryWrite(pages: 1, newPages: 1)) { database in
                try database.execute(
                    sql: "UPDATE trace_blocks SET data = x'0011' WHERE id = (SELECT min(id) FROM trace_blocks)")
            }
            #expect(try store.search(Self.query()).traces.count == 1)
            #expect(try store.search(Self.query()).traces.count == 1)
            #expect(store.counts.damaged == 1)
            try await database.close()
        }
    }

    @Test func digestsComeBackAndDamagedOnesAreNone() throws {
        let digest = try #require(SpanDigest([Self.span(1, 1, operation: "a\u{0}b", start: 1, duration: .max)]))
        let bytes = digest.operationBytes
        #expect(
            SpanDigest.operations(bytes) == [
                SpanDigest.Operation(service: "api", name: "a b", durations: .max ... .max)
            ])
        for end in 1..<bytes.count { #expect(SpanDigest.operations(Array(bytes[..<end])) == nil) }
        #expect(SpanDigest.operations([]) == [])
    }

    @Test func findsKeysByHalving() {
        let numbers: [UInt64] = [1, 5, 9, .max]
        let keys = TraceKeys(
            numbers.flatMap { key in (0..<8).map { UInt8(truncatingIfNeeded: key >> UInt64(8 * $0)) } })
        #expect(numbers.allSatisfy(keys.contains) && ![0, 4, 10].contains(where: keys.contains))
        #expect(!TraceKeys([]).contains(0) && !TraceKeys([1, 2]).contains(1))
    }

    @Test func takesAllOrNone() async throws {
        try await withTelemetry(limits: Self.small) { scenario in
            let database = try await scenario.open()
            let store = TraceStore(database: database)
            let spans = try (1...20).map { try Self.span(1, $0, start: 1) }
            let more = try Self.span(1, 21, start: 1)
            #expect(!store.appendWhole(spans + [more]))
            #expect(store.counts == TraceCounts())
            #expect(store.appendWhole(spans) && !store.appendWhole([more]))
            store.noteRefused(2)
            #expect(store.counts.accepted == 20 && store.counts.lost == 0 && store.counts.refused == 2)
            try await database.close()
        }
    }
}
