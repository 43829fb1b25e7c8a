import Signals
import SwiftProtobuf
import Testing

@testable import WireFormats

struct RemoteReadTests {
    private static func request(_ change: (inout ProtoReadRequest) -> Void) throws -> [UInt8] {
        var message = ProtoReadRequest()
        var query = ProtoQuery()
        query.startTimestampMs = 1_000
        query.endTimestampMs = 2_000
        query.matchers = [(ProtoLabelMatcher.TypeEnum.eq, "a"), (.neq, "b"), (.re, "c.*"), (.nre, "d.*")].map {
            var matcher = ProtoLabelMatcher()
            matcher.type = $0.0
            matcher.name = $0.1.prefix(1).description
            matcher.value = $0.1
            return matcher
        }
        message.queries = [query]
        change(&message)
        return try message.serializedBytes()
    }

    @Test func readsQueries() throws {
        let body = try SnappyBlock.compress(Self.request { _ in })
        let request = try RemoteReadRequest(snappy: body)
        #expect(request.queries.map(\.range) == [1_000...2_000])
        let matchers = request.queries[0].matchers
        #expect(matchers.map(\.name) == ["a", "b", "c", "d"])
        #expect(matchers.map { $0.accepts($0.name) } == [true, false, true, false])
    }

    @Test func answersWithSeries() throws {
        let series = WrittenSeries(
            labels: try labels(["__name__": "a"]), samples: [MetricSample(milliseconds: 5, value: 1.5)])
        let body = try SnappyBlock.decompress(RemoteReadRequest.snappyAnswer([[series], []]))
        let answer = try ProtoReadResponse(serializedBytes: body)
        #expect(answer.results.map { $0.timeseries.count } == [1, 0])
        #expect(answer.results[0].timeseries[0].samples[0].value == 1.5)
    }

    @Test func refusesWhatIsNotAnswered() throws {
        let chunks = try Self.request { $0.acceptedResponseTypes = [.streamedXorChunks] }
        #expect(throws: WireError.unsupported("A remote read that accepts no samples")) {
            try RemoteReadRequest(protobuf: chunks)
        }
        let both = try Self.request { $0.acceptedResponseTypes = [.streamedXorChunks, .samples] }
        #expect(try RemoteReadRequest(protobuf: both).queries.count == 1)
        let backwards = try Self.request { $0.queries[0].startTimestampMs = 2_001 }
        #expect(throws: WireError.badTime("2001 to 2000")) { try RemoteReadRequest(protobuf: backwards) }
        let unknown = try Self.request { $0.queries[0].matchers[0].type = .UNRECOGNIZED(9) }
        #expect(throws: WireError.unsupported("The matcher type 9")) { try RemoteReadRequest(protobuf: unknown) }
        let pattern = try Self.request { $0.queries[0].matchers[2].value = "(" }
        #expect(throws: WireError.self) { try RemoteReadRequest(protobuf: pattern) }
    }

    @Test func boundsQueriesAndMatchers() throws {
        func queries(_ count: Int) throws -> [UInt8] {
            try Self.request { $0.queries = .init(repeating: $0.queries[0], count: count) }
        }
        #expect(try RemoteReadRequest(protobuf: queries(Limits.maxReadQueries)).queries.count == Limits.maxReadQueries)
        #expect(throws: WireError.tooMany(what: "queries", limit: Limits.maxReadQueries)) {
            try RemoteReadRequest(protobuf: queries(Limits.maxReadQueries + 1))
        }
        let matchers = try Self.request {
            $0.queries[0].matchers = .init(repeating: $0.queries[0].matchers[0], count: Limits.maxReadMatchers + 1)
        }
        #expect(throws: WireError.tooMany(what: "matchers", limit: Limits.maxReadMatchers)) {
            try RemoteReadRequest(protobuf: matchers)
        }
    }
}
