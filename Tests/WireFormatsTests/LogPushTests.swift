import JSONText
import Signals
import SwiftProtobuf
import Testing

@testable import WireFormats

struct LogPushTests {
    private static let text = """
        {"streams":[{"stream":{"app":"x","env":"dev"},"values":[
        ["1700000000000000001","first"],["1700000000000000002","second",{"trace_id":"7","b":""}]]},
        {"values":[],"more":{"un":[known]},"stream":{"a":"1"}}],"more":1}
        """.replacing("[known]", with: "[1]")

    private static func message(_ change: (inout LokiPushRequest) -> Void = { _ in }) throws -> [UInt8] {
        var entry = LokiEntry()
        entry.timestamp.seconds = 1_700_000_000
        entry.timestamp.nanos = 1
        entry.line = "first"
        var pair = LokiLabelPair()
        pair.name = "trace_id"
        pair.value = "7"
        entry.structuredMetadata = [pair]
        var stream = LokiStream()
        stream.labels = "{app=\"x\"}"
        stream.entries = [entry]
        var message = LokiPushRequest()
        message.streams = [stream]
        change(&message)
        return try message.serializedBytes()
    }

    @Test func readsJSON() throws {
        let push = try LogPush(json: Array(Self.text.utf8))
        #expect(push.streams.map(\.labels) == [try labels(["app": "x", "env": "dev"]), try labels(["a": "1"])])
        #expect(
            push.streams[0].entries == [
                LogEntry(nanoseconds: 1_700_000_000_000_000_001, line: "first"),
                LogEntry(
                    nanoseconds: 1_700_000_000_000_000_002, line: "second", metadata: [Label("trace_id", "7")]),
            ])
    }

    @Test(
        arguments: [
            #"{"streams":[{"stream":{"a":"1"},"values":[[1700000000000000001,"x"]]}]}"#,
            #"{"streams":[{"stream":{"a":"1"},"values":[["1.5","x"]]}]}"#,
            #"{"streams":[{"stream":{"a":"1"},"values":[["9223372036854775808","x"]]}]}"#,
            #"{"streams":[{"stream":{"a":"1"},"values":[["+1","x"]]}]}"#,
            #"{"streams":[{"stream":{"a":"1"},"values":[["1"]]}]}"#,
            #"{"streams":[{"stream":{"a":"1"},"values":[[]]}]}"#,
            #"{"streams":[{"stream":{"a":"1"},"values":[["1","x",{},1]]}]}"#,
            #"{"streams":[{"stream":{"a":"1"},"values":[["1","x",{"m":1}]]}]}"#,
            #"{"streams":[{"stream":{"a":"1"},"values":[["1","x",{"":"1"}]]}]}"#,
            #"{"streams":[{"stream":{"a":1},"values":[]}]}"#,
            #"{"streams":[{"stream":{"a.b":"1"},"values":[]}]}"#,
            #"{"streams":[{"stream":{},"values":[]}]}"#,
            #"{"streams":[{"values":[["1","x"]]}]}"#,
            #"{"streams":[{"stream":{"a":"1","a":"2"},"values":[]}]}"#,
            #"{"streams":{}}"#, #"{"streams":[]"#, "[]", "",
        ])
    func refusesJSON(text: String) {
        #expect(throws: (any Error).self) { try LogPush(json: Array(text.utf8)) }
    }

    @Test func readsProtobuf() throws {
        let push = try LogPush(snappy: SnappyBlock.compress(Self.message()))
        #expect(
            push.streams == [
                PushedStream(
                    labels: try labels(["app": "x"]),
                    entries: [
                        LogEntry(
                            nanoseconds: 1_700_000_000_000_000_001, line: "first", metadata: [Label("trace_id", "7")])
                    ])
            ])
    }

    @Test func refusesProtobuf() throws {
        let labels = try Self.message { $0.streams[0].labels = "{}" }
        #expect(throws: WireError.badLabels(.none)) { try LogPush(protobuf: labels) }
        let nanos = try Self.message { $0.streams[0].entries[0].timestamp.nanos = 1_000_000_000 }
        #expect(throws: WireError.badTime("1700000000 s and 1000000000 ns")) { try LogPush(protobuf: nanos) }
        let seconds = try Self.message { $0.streams[0].entries[0].timestamp.seconds = .max }
        #expect(throws: WireError.self) { try LogPush(protobuf: seconds) }
        let damaged = try Self.message().dropLast()
        #expect(throws: WireError.self) { try LogPush(protobuf: Array(damaged)) }
    }

    @Test func boundsLinesAndMetadata() throws {
        let whole = try Self.message {
            $0.streams[0].entries[0].line = String(repeating: "x", count: Limits.maxLineBytes)
        }
        #expect(try LogPush(protobuf: whole).streams.count == 1)
        let long = try Self.message {
            $0.streams[0].entries[0].line = String(repeating: "x", count: Limits.maxLineBytes + 1)
        }
        #expect(throws: WireError.tooMany(what: "bytes in one line", limit: Limits.maxLineBytes)) {
            try LogPush(protobuf: long)
        }
        let pairs = try Self.message {
            $0.streams[0].entries[0].structuredMetadata = (0...Limits.maxStructuredMetadata).map {
                var pair = LokiLabelPair()
                pair.name = "n\($0)"
                return pair
            }
        }
        #expect(throws: WireError.self) { try LogPush(protobuf: pairs) }
    }

    @Test func boundsLinesOfAPush() throws {
        var builder = LogPush.Builder()
        try builder.begin(labels(["a": "1"]))
        for _ in 0..<Limits.maxLinesPerPush { try builder.append(nanoseconds: 1, line: "", metadata: []) }
        #expect(throws: WireError.tooMany(what: "lines", limit: Limits.maxLinesPerPush)) {
            try builder.append(nanoseconds: 1, line: "", metadata: [])
        }
    }

    @Test func noBytesCrashEither() throws {
        for bytes in mutations(of: Array(Self.text.utf8), count: 3_000, from: 21) { _ = try? LogPush(json: bytes) }
        for bytes in try mutations(of: Self.message(), count: 3_000, from: 22) { _ = try? LogPush(protobuf: bytes) }
    }
}
