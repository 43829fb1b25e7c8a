internal import Signals
internal import SwiftProtobuf

extension RemoteWriteBody {
    /// What another server is to be sent: series whose labels are valid, because a ``LabelSet`` is ordered.
    public init(series: [WrittenSeries], metadata: [FamilyMetadata] = []) {
        self.series = series
        self.metadata = metadata
    }

    /// The body of a request: a snappy block around the protobuf message.
    ///
    /// Its headers are `Content-Encoding: snappy`, `Content-Type: application/x-protobuf` and
    /// `X-Prometheus-Remote-Write-Version: 0.1.0`. Throws ``CompressionError`` and ``WireError``.
    public func snappy() throws -> [UInt8] {
        try SnappyBlock.compress(protobuf())
    }

    /// The protobuf message alone.
    ///
    /// Throws ``WireError``.
    public func protobuf() throws(WireError) -> [UInt8] {
        var message = ProtoWriteRequest()
        message.timeseries = series.map(ProtoTimeSeries.init)
        message.metadata = metadata.map(ProtoMetricMetadata.init)
        return try ProtobufBody.encode(message)
    }
}

extension ProtoTimeSeries {
    init(_ series: WrittenSeries) {
        self.init()
        labels = series.labels.labels.map(ProtoLabel.init)
        samples = series.samples.map(ProtoSample.init)
    }
}

extension ProtoLabel {
    init(_ label: Label) {
        self.init()
        name = label.name
        value = label.value
    }
}

extension ProtoSample {
    init(_ sample: MetricSample) {
        self.init()
        value = sample.value
        timestamp = sample.milliseconds
    }
}

extension ProtoMetricMetadata {
    init(_ metadata: FamilyMetadata) {
        self.init()
        type = MetricType(rawValue: metadata.kind.remoteNumber) ?? .unknown
        metricFamilyName = metadata.family
        help = metadata.help
        unit = metadata.unit
    }
}
