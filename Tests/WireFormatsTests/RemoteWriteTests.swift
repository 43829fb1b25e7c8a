import Signals
import SwiftProtobuf
import Testing

@testable import WireFormats

struct RemoteWriteTests {
    private static func request(_ series: [[(String, String)]]) throws -> [UInt8] {
        var message = ProtoWriteRequest()
        message.timeseries = series.enumerated().map { index, pairs in
            var one = ProtoTimeSeries()
            one.labels = pairs.map { ProtoLabel(Label($0.0, $0.1)) }
            one.samples = [ProtoSample(MetricSample(milliseconds: Int64(index), value: Double(index)))]
            return one
        }
        return try message.serializedBytes()
    }

    @Test func readsWhatTheLibraryWrites() throws {
        let body = RemoteWriteBody(
            series: [
                WrittenSeries(
                    labels: try labels(["__name__": "a", "x": "ä\u{0}"]),
                    samples: [
                        MetricSample(milliseconds: -5, value: -0.0), MetricSample(milliseconds: .max, value: .infinity),
                    ]),
                WrittenSeries(labels: try labels(["__name__": "b.c"]), samples: []),
            ],
            metadata: [FamilyMetadata(family: "a", kind: .gaugehistogram, help: "Helps.", unit: "seconds")])
        #expect(try RemoteWriteBody(snappy: body.snappy()) == body)
    }

    @Test func theKindsHaveTheNumbersOfTheMessage() {
        let types = ProtoMetricMetadata.MetricType.allCases
        #expect(types.map(\.rawValue) == MetricKind.allCases.map(\.remoteNumber))
        #expect(types.map { "\($0)" } == MetricKind.allCases.map(\.rawValue))
        #expect(MetricKind(remoteNumber: 8) == .unknown && MetricKind(remoteNumber: .max) == .unknown)
    }

    @Test func keepsTheStaleMarkerBitForBit() throws {
        let series = WrittenSeries(
            labels: try labels(["__name__": "a"]),
            samples: [MetricSample(milliseconds: 1, value: StaleMarker.value)])
        let back = try RemoteWriteBody(protobuf: RemoteWriteBody(series: [series]).protobuf())
        #expect(back.series[0].samples[0].value.bitPattern == StaleMarker.bits)
    }

    @Test(
        arguments: [
            ([("x", "1")], BadLabels.noMetricName),
            ([("__name__", ""), ("x", "1")], .noMetricName),
            ([("__name__", "a"), ("", "1")], .emptyName),
            ([("__name__", "a"), ("x", "1"), ("x", "2")], .duplicateName("x")),
            ([("__name__", "a"), ("x", String(repeating: "v", count: 4_097))], .valueTooLong(name: "x", limit: 4_096)),
            ([("__name__", "a"), (String(repeating: "n", count: 1_025), "v")], .nameTooLong(limit: 1_024)),
        ])
    func leavesABadSeriesOutAndKeepsTheOthers(pairs: [(String, String)], problem: BadLabels) throws {
        let body = try RemoteWriteBody(protobuf: Self.request([pairs, [("x", "2"), ("__name__", "ok")]]))
        #expect(body.series.map(\.labels) == [try labels(["__name__": "ok", "x": "2"])], "sorted, as Prometheus does")
        #expect(body.rejectedSamples == 1 && body.firstRejection == problem)
    }

    @Test func boundsLabels() throws {
        let pairs = (0..<Limits.maxLabels).map { ($0 == 0 ? "__name__" : "l\($0)", "v") }
        #expect(try RemoteWriteBody(protobuf: Self.request([pairs])).series.count == 1)
        let body = try RemoteWriteBody(protobuf: Self.request([pairs + [("more", "v")]]))
        #expect(body.firstRejection == .tooMany(limit: Limits.maxLabels) && body.series.isEmpty)
    }

    @Test func boundsSamples() throws {
        // A series whose samples are empty messages: two bytes each.
        func body(_ count: Int) -> [UInt8] {
            let samples = [[UInt8]](repeating: [0x12, 0], count: count).flatMap { $0 }
            var length = samples.count
            var prefix: [UInt8] = [0x0a]
            while length >= 0x80 {
                prefix.append(UInt8(length & 0x7f) | 0x80)
                length >>= 7
            }
            return prefix + [UInt8(length)] + samples
        }
        #expect(try RemoteWriteBody(protobuf: body(Limits.maxSamplesPerWrite)).rejectedSamples == 500_000)
        #expect(throws: WireError.tooMany(what: "samples", limit: Limits.maxSamplesPerWrite)) {
            try RemoteWriteBody(protobuf: body(Limits.maxSamplesPerWrite + 1))
        }
    }

    @Test func skipsWhatIsNotKnown() throws {
        let known = try Self.request([[("__name__", "a")]])
        // Field 15 as each encoding, then the known ones.
        let unknown: [UInt8] = [0x78, 1, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7a, 1, 9, 0x7d, 1, 2, 3, 4]
        #expect(try RemoteWriteBody(protobuf: unknown + known).series.count == 1)
    }

    @Test(arguments: [[0x0a], [0x0a, 5, 1], [0x0b], [0x07], [0x00], [0x0a, 2, 0x12, 1]] as [[UInt8]])
    func refusesWhatIsNoMessage(bytes: [UInt8]) {
        #expect(throws: WireError.self) { try RemoteWriteBody(protobuf: bytes) }
    }

    @Test func refusesTextThatIsNotUTF8() throws {
        let bytes: [UInt8] = [0x0a, 7, 0x0a, 5, 0x0a, 1, 0x61, 0x12, 0]
        #expect(try RemoteWriteBody(protobuf: bytes).firstRejection == .noMetricName)
        var damaged = bytes
        damaged[6] = 0xff
        #expect(try RemoteWriteBody(protobuf: damaged).firstRejection == .notUTF8)
    }

    /// The library and the reader by hand must agree on any bytes that the library accepts.
    @Test func agreesWithTheLibraryOnMutations() throws {
        let seed = try Self.request([[("__name__", "a"), ("x", "1")], [("__name__", "b"), ("y", "22")]])
        var agreed = 0
        for bytes in mutations(of: seed, count: 5_000, from: 7) {
            let byHand = try? RemoteWriteBody(protobuf: bytes)
            guard let message = try? ProtoWriteRequest(serializedBytes: bytes) else { continue }
            agreed += 1
            let body = try #require(byHand)
            #expect(
                message.timeseries.reduce(0) { $0 + $1.samples.count }
                    == body.rejectedSamples + body.series.reduce(0) { $0 + $1.samples.count })
        }
        #expect(agreed > 200)
    }
}
