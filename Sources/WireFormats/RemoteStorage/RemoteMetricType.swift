extension ProtoMetricMetadata.MetricType {
    var kind: MetricKind {
        switch self {
        case .counter: .counter
        case .gauge: .gauge
        case .histogram: .histogram
        case .gaugehistogram: .gaugehistogram
        case .summary: .summary
        case .info: .info
        case .stateset: .stateset
        case .unknown, .UNRECOGNIZED: .unknown
        }
    }

    init(_ kind: MetricKind) {
        switch kind {
        case .unknown: self = .unknown
        case .counter: self = .counter
        case .gauge: self = .gauge
        case .histogram: self = .histogram
        case .gaugehistogram: self = .gaugehistogram
        case .summary: self = .summary
        case .info: self = .info
        case .stateset: self = .stateset
        }
    }
}
