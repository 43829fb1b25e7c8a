/// The numbers of remote write's metric types, which are the places of the kinds in their order.
extension MetricKind {
    /// A number that is none of them counts as unknown, as in Prometheus.
    init(remoteNumber: UInt64) {
        self =
            Int(exactly: remoteNumber).flatMap { Self.allCases.indices.contains($0) ? Self.allCases[$0] : nil }
            ?? .unknown
    }

    var remoteNumber: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
