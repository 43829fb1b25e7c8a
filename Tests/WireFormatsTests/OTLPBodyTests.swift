import SwiftProtobuf
import Testing

@testable import WireFormats

struct OTLPBodyTests {
    /// A key-value list inside a key-value list, `depth` times.
    private static func nested(_ depth: Int) throws -> [UInt8] {
        var value = OTLPAnyValue()
        for _ in 0..<depth {
            var pair = OTLPKeyValue()
            pair.key = "k"
            pair.value = value
            var list = OTLPKeyValueList()
            list.values = [pair]
            value = OTLPAnyValue()
            value.kvlistValue = list
        }
        var record = OTLPLogRecord()
        record.timeUnixNano = 1
        record.body = value
        var scope = OTLPScopeLogs()
        scope.logRecords = [record]
        var resource = OTLPResourceLogs()
        resource.scopeLogs = [scope]
        var request = OTLPExportLogsServiceRequest()
        request.resourceLogs = [resource]
        return try request.serializedBytes()
    }

    @Test func boundsDepth() throws {
        // Each step is three messages; the record stands four deep.
        #expect(try OTLPLogs(Self.nested(6), encoding: .protobuf, now: 0).push.streams.count == 1)
        #expect(throws: WireError.tooMany(what: "messages inside each other", limit: Limits.maxMessageDepth)) {
            try OTLPLogs(Self.nested(7), encoding: .protobuf, now: 0)
        }
        let deep = String(repeating: #"{"arrayValue":{"values":["#, count: 20_000)
        #expect(throws: WireError.self) {
            try OTLPLogs(
                Array((#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":"# + deep).utf8), encoding: .json, now: 0
            )
        }
    }

    @Test func boundsMessages() throws {
        func body(_ count: Int) -> [UInt8] { [[UInt8]](repeating: [0x0a, 0], count: count).flatMap { $0 } }
        #expect(try OTLPTraces(body(Limits.maxMessages), encoding: .protobuf).spans.isEmpty)
        #expect(throws: WireError.tooMany(what: "messages", limit: Limits.maxMessages)) {
            try OTLPTraces(body(Limits.maxMessages + 1), encoding: .protobuf)
        }
        let objects = String(repeating: "{},", count: Limits.maxMessages)
        #expect(throws: WireError.tooMany(what: "messages", limit: Limits.maxMessages)) {
            try OTLPTraces(Array(#"{"resourceSpans":["#.utf8) + Array(objects.utf8), encoding: .json)
        }
    }

    @Test func countsObjectsOutsideOfText() {
        #expect(JSONObjects.count(Array(#"{"a{":"\"{","b":[{}]}"#.utf8), limit: 9) == 2)
        #expect(JSONObjects.count(Array("{{{{".utf8), limit: 2) == 3)
    }

    @Test func valuesAsText() throws {
        func text(_ json: String) throws -> String { try OTLPAnyValue(jsonString: json).text }
        #expect(try text(#"{"stringValue":"x"}"#) == "x")
        #expect(try text(#"{"boolValue":true}"#) == "true")
        #expect(try text(#"{"intValue":"-9223372036854775808"}"#) == "-9223372036854775808")
        #expect(try text(#"{"doubleValue":1.50}"#) == "1.5")
        #expect(try text(#"{"doubleValue":"NaN"}"#) == "NaN")
        #expect(try text(#"{"bytesValue":"aGk="}"#) == "aGk=")
        #expect(try text("{}") == "")
        #expect(
            try text(
                #"{"arrayValue":{"values":[{"stringValue":"a\""},{"intValue":1},{"doubleValue":"Infinity"},{},{"boolValue":false}]}}"#
            )
                == #"["a\"",1,"+Inf",null,false]"#)
        #expect(
            try text(#"{"kvlistValue":{"values":[{"key":"k","value":{"bytesValue":"aGk="}},{"key":"l"}]}}"#)
                == #"{"k":"aGk=","l":null}"#)
    }
}
