import Support
import Testing

@testable import Traces

struct SpanBlockTests {
    private static func spans() throws -> [Span] {
        var full = try span(
            2, of: 2, parent: 1, start: .max, duration: .max, status: .error(message: "nö"),
            attributes: [
                SpanAttribute("s", ""), SpanAttribute("b", .bool(true)), SpanAttribute("f", .bool(false)),
                SpanAttribute("i", .int(.min)), SpanAttribute("d", .double(-0.0)),
            ])
        full.events = [SpanEvent(time: .min, name: "e", attributes: [SpanAttribute("k", "v")])]
        full.links = [SpanLink(trace: try trace(.max), span: try #require(SpanID(.max)))]
        var least = try span(start: .min, status: .ok)
        least.kind = .unspecified
        least.resource = []
        return [try span(), full, least]
    }

    @Test func comesBack() throws {
        let spans = try Self.spans()
        #expect(try SpanBlock.decode(SpanBlock.encode(spans)) == spans)
        #expect(try SpanBlock.decode(SpanBlock.encode([])) == [])
    }

    @Test func packsWhatRepeats() throws {
        let spans = try (1...1_000).map { try span($0, attributes: [SpanAttribute("http.route", "/a/long/route")]) }
        #expect(SpanBlock.encode(spans).count < 50 * spans.count)
    }

    @Test func refusesEveryFlippedBitAndEveryCut() throws {
        let block = SpanBlock.encode(try Self.spans())
        for index in block.indices {
            var damaged = block
            damaged[index] ^= 1 << UInt8(index % 8)
            #expect(throws: SpanBlockError.damaged) { try SpanBlock.decode(damaged) }
            #expect(throws: SpanBlockError.damaged) { try SpanBlock.decode(Array(block[..<index])) }
        }
    }

    /// Damage that the checksum does not show, because it was made before it.
    @Test func noContentCrashesIt() throws {
        let block = SpanBlock.encode(try Self.spans())
        let content = Array(block.dropLast(8))
        var generator = SplitMix64(seed: 1)
        for _ in 0..<5_000 {
            var damaged = content
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<damaged.count, using: &generator)
                damaged[place] = UInt8.random(in: 0...255, using: &generator)
            }
            let sum = Hex.bytes(SpanBlock.checksum(damaged[...])).reversed()
            _ = try? SpanBlock.decode(damaged + sum)
        }
    }

    @Test func saysWhichVersionItCannotRead() {
        let content: [UInt8] = [2, 0, 0]
        let block = content + Hex.bytes(SpanBlock.checksum(content[...])).reversed()
        #expect(throws: SpanBlockError.unknownVersion(2)) { try SpanBlock.decode(block) }
    }

    @Test func digestsWhatASearchAsksFor() throws {
        let digest = try #require(
            SpanDigest([
                span(1, of: 7, operation: "b", start: 30, duration: 5), span(2, of: 3, operation: "a", start: 10),
                span(3, of: 7, operation: "b", start: 20, duration: 9),
            ]))
        #expect(digest.starts == 10...30 && digest.traceKeys == [3, 7])
        #expect(
            digest.operations == [
                SpanDigest.Operation(service: "api", name: "a", durations: 5_000...5_000),
                SpanDigest.Operation(service: "api", name: "b", durations: 5...9),
            ])
        func may(_ change: (inout JaegerQuery) -> Void) -> Bool {
            var query = JaegerQuery(service: "api", range: 0...100)
            change(&query)
            return SpanDigest.mayHold(query, starts: digest.starts, operations: digest.operations)
        }
        #expect(
            may { _ in } && may { $0.range = 30...40 } && may { $0.operation = "b" } && may { $0.minDuration = 5_000 })
        #expect(!may { $0.range = 31...40 } && !may { $0.operation = "c" } && !may { $0.service = "x" })
        #expect(!may { $0.minDuration = 5_001 } && !may { $0.maxDuration = 4 })
        #expect(!may { ($0.operation, $0.minDuration) = ("b", 10) })
        #expect(SpanDigest([]) == nil)
    }
}
