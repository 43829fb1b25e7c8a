internal import Signals
internal import SwiftProtobuf

extension LogPush {
    /// Reads the body as most shippers send it: a snappy block around the protobuf message.
    ///
    /// Throws ``CompressionError`` and ``WireError``; one bad stream or line refuses all of it.
    public init(snappy block: [UInt8]) throws {
        try self.init(protobuf: SnappyBlock.decompress(block))
    }

    /// Reads the protobuf message.
    ///
    /// Throws ``WireError``.
    public init(protobuf bytes: [UInt8]) throws(WireError) {
        let message = try ProtobufBody.decode(bytes, as: LokiPushRequest.self, shape: LokiShape.request)
        var builder = Builder()
        for stream in message.streams {
            try builder.begin(try Self.labels(stream.labels))
            for entry in stream.entries {
                try builder.append(
                    nanoseconds: try Self.nanoseconds(entry.timestamp), line: entry.line,
                    metadata: entry.structuredMetadata.map { Label($0.name, $0.value) })
            }
        }
        streams = builder.streams
    }

    private static func labels(_ text: String) throws(WireError) -> LabelSet {
        do {
            return try StreamLabels.parse(text)
        } catch {
            throw .badLabels(error)
        }
    }

    private static func nanoseconds(_ time: LokiTime) throws(WireError) -> Int64 {
        let (seconds, overflow) = time.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = seconds.addingReportingOverflow(Int64(time.nanos))
        guard !overflow, !carry, (0..<1_000_000_000).contains(time.nanos) else {
            throw .badTime("\(time.seconds) s and \(time.nanos) ns")
        }
        return sum
    }
}
