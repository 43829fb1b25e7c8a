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

    /// A span of a trace of its own with so many bytes of text.
    private static func wide(_ number: UInt64, bytes: Int = 1_000) throws -> Traces.Span {
        let text = String(String(repeating: "\(number) ", count: bytes).prefix(bytes))
        return try span(number, number, start: Int64(number), attributes: [SpanAttribute("text", text)])
    }

    private static func stored(_ spans: [Traces.Span], in store: TraceStore) throws -> [Traces.Span] {
        try store.traces(Set(spans.map(\.trace))).values.flatMap { $0 }.sorted { $0.start < $1.start }
    }

    private static func rows(_ database: TelemetryDatabase) throws -> [Int64] {
        try database.read { try Int64.fetchAll($0, sql: "SELECT id FROM trace_blocks ORDER BY id") }
    }

    @Test func writesNoBlockThatCannotBeRead() async throws {
        var limits = Self.small
        limits.traceBlockBytes = 4_096
        try await withTelemetry(limits: limits) { scenario in
            let database = try await scenario.open()
            let store = TraceStore(database: database)
            let spans = try (1...16).map { try Self.wide($0) }
            let huge = try Self.wide(17, bytes: 5_000)
            #expect(store.append(spans + [huge]) == 17)
            try store.flush()
            #expect(try Self.stored(spans, in: store) == spans)
            #expect(store.counts == TraceCounts(accepted: 17, lost: 1, oversized: 1))
            try await database.close()
        }
    }

    @Test func mergesOnlyWhatOneBlockCanHold() async throws {
        var limits = Self.small
        limits.traceBlockBytes = 4_096
        try await withTelemetry(limits: limits) { scenario in
            let database = try await scenario.open()
            let store = TraceStore(database: database)
            let spans = try (1...12).map { try Self.wide($0) }
            for span in spans {
                store.append([span])
                try store.flush()
            }
            #expect(try Self.stored(spans, in: store) == spans)
            #expect(store.counts.damaged == 0)
            let rows = try Self.rows(database)
            #expect(rows.count < spans.count)
            // What was merged as far as it fits is left alone.
            for _ in 0..<3 { try store.flush() }
            #expect(try Self.rows(database) == rows)
            try await database.close()
        }
    }

    @Test func boundsTheBytesThatWait() async throws {
        var limits = Self.small
        limits.pendingSpanBytes = 2_000
        try await withTelemetry(limits: limits) { scenario in
            let database = try await scenario.open()
            let store = TraceStore(database: database)
            let spans = try [Self.wide(1), Self.wide(2)]
            #expect(store.append(spans) == 1 && store.counts.lost == 1)
            #expect(!store.appendWhole([spans[1]]))
            try store.flush()
            #expect(store.appendWhole([spans[1]]))
            try store.flush()
            // Where nothing waits, they would be refused for ever.
            #expect(store.appendWhole(spans) && !store.appendWhole([spans[0]]))
            try await database.close()
        }
    }

    @Test func weighsASharedResourceOnce() throws {
        let spans = try (1...UInt64(3)).map { number -> Traces.Span in
            var span = try Self.span(1, number, start: 1)
            span.resource = [SpanAttribute("text", String(repeating: "a", count: 10_000))]
            return span
        }
        var weighed = WeighedSpans(spans)
        #expect((10_000..<20_000).contains(weighed.bytes) && weighed.spans == spans)
        #expect(weighed.count(within: 2, bytes: .max) == 2 && weighed.count(within: 3, bytes: 9_999) == 0)
        weighed.removeFirst(3)
        #expect(weighed.bytes == 0 && weighed.spans.isEmpty)
    }

    @Test func findsManyTracesAtOnceAndStopsWhereNoneIsFound() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = TraceStore(database: database)
            let spans = try [Self.wide(1), Self.wide(2), Self.wide(3)]
            store.append(Array(spans[..<2]))
            try store.flush()
            store.append([spans[2]])
            let unknown = try #require(TraceID(high: 9, low: 7))
            let found = try store.traces([spans[0].trace, spans[2].trace, unknown])
            #expect(found == [spans[0].trace: [spans[0]], spans[2].trace: [spans[2]]])
            #expect(throws: TelemetryError.cancelled) { try store.traces([unknown]) { true } }
            try await database.close()
        }
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
