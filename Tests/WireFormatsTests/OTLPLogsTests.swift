import Foundation
import Signals
import SwiftProtobuf
import Testing

@testable import WireFormats

struct OTLPLogsTests {
    private static let text = #"""
        {"resourceLogs":[{"resource":{"attributes":[
            {"key":"service.name","value":{"stringValue":"api"}},{"key":"host.name","value":{"stringValue":"h"}}]},
          "scopeLogs":[{"scope":{"name":"lib","version":"2","attributes":[{"key":"s","value":{"boolValue":true}}]},
            "logRecords":[
              {"timeUnixNano":"1700000000000000001","observedTimeUnixNano":"1700000000000000009","severityNumber":17,
               "severityText":"ERROR","traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174","flags":1,
               "body":{"stringValue":"it failed"},"unknownField":{"x":[1]},
               "attributes":[{"key":"http.status","value":{"intValue":"500"}},{"key":"host.name","value":{"stringValue":"mine"}}]},
              {"observedTimeUnixNano":5,"body":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":1}}]}}},
              {"body":{"stringValue":"no time"}}]}]},
          {"scopeLogs":[{"logRecords":[{"timeUnixNano":"1"}]}]},{"resource":{}}]}
        """#

    @Test func mapsAsLokiDoes() throws {
        let logs = try OTLPLogs(Array(Self.text.utf8), encoding: .json, now: 77)
        #expect(
            try logs.push.streams.map(\.labels) == [
                labels(["service_name": "api"]), labels(["service_name": "unknown_service"]),
            ])
        let entries = logs.push.streams[0].entries
        #expect(entries.map(\.nanoseconds) == [1_700_000_000_000_000_001, 5, 77])
        #expect(entries.map(\.line) == ["it failed", #"{"a":1}"#, "no time"])
        #expect(
            entries[0].metadata
                == (try labels([
                    "flags": "1", "host_name": "mine", "http_status": "500",
                    "observed_timestamp": "1700000000000000009", "s": "true", "scope_name": "lib",
                    "scope_version": "2", "severity_number": "17", "severity_text": "ERROR",
                    "span_id": "eee19b7ec3c1b174", "trace_id": "5b8efff798038103d269b633813fc60c",
                ])).labels)
        #expect(logs.answer == OTLPAnswer())
    }

    @Test func readsTheSameFromProtobuf() throws {
        var request = try OTLPExportLogsServiceRequest(
            jsonString: Self.text.replacing(",\"unknownField\":{\"x\":[1]}", with: ""))
        // In protobuf the ids are bytes, not the base64 that they were taken for.
        request.resourceLogs[0].scopeLogs[0].logRecords[0].traceID = .init([
            0x5b, 0x8e, 0xff, 0xf7, 0x98, 0x03, 0x81, 0x03, 0xd2, 0x69, 0xb6, 0x33, 0x81, 0x3f, 0xc6, 0x0c,
        ])
        request.resourceLogs[0].scopeLogs[0].logRecords[0].spanID = .init([
            0xee, 0xe1, 0x9b, 0x7e, 0xc3, 0xc1, 0xb1, 0x74,
        ])
        let bytes: [UInt8] = try request.serializedBytes()
        #expect(
            try OTLPLogs(bytes, encoding: .protobuf, now: 77)
                == OTLPLogs(Array(Self.text.utf8), encoding: .json, now: 77))
    }

    @Test func keepsAttributesToTheLimitAndTheRecordsOwnFirst() throws {
        func attributes(_ prefix: String) -> String {
            (0..<Limits.maxAttributes).map { #"{"key":"\#(prefix)\#($0)","value":{"stringValue":"v"}}"# }
                .joined(separator: ",")
        }
        let text = """
            {"resourceLogs":[{"resource":{"attributes":[\(attributes("r"))]},"scopeLogs":[{"logRecords":[
            {"timeUnixNano":"1","severityText":"x","attributes":[\(attributes("a"))]}]}]}]}
            """
        let entry = try OTLPLogs(Array(text.utf8), encoding: .json, now: 0).push.streams[0].entries[0]
        #expect(entry.metadata.count == Limits.maxStructuredMetadata)
        #expect(entry.metadata.count { $0.name.hasPrefix("a") } == Limits.maxStructuredMetadata - 7)
        #expect(entry.metadata.contains(Label("severity_text", "x")))
    }

    @Test func rejectsALineThatIsTooLongAlone() throws {
        let long = String(repeating: "x", count: Limits.maxLineBytes + 1)
        let text = """
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"\(long)"}},
            {"body":{"stringValue":"\(long.dropLast())"}}]}]}]}
            """
        let logs = try OTLPLogs(Array(text.utf8), encoding: .json, now: 1)
        #expect(logs.push.streams[0].entries.count == 1 && logs.answer.rejected == 1)
    }

    @Test func noBytesCrashIt() {
        for bytes in mutations(of: Array(Self.text.utf8), count: 1_500, from: 31) {
            _ = try? OTLPLogs(bytes, encoding: .json, now: 0)
        }
    }
}
