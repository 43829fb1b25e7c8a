/// What an OTLP metrics request holds, as the series that Prometheus would make of it.
///
/// Gauges and cumulative sums become one series, histograms `_bucket`, `_sum` and `_count`, summaries quantiles, `_sum` and
/// `_count`. What has no form there is rejected and counted: sums and histograms that are not cumulative, exponential histograms,
/// points without a time. `service.namespace` and `service.name` become `job`, `service.instance.id` becomes `instance`, and the
/// resource's other attributes are the labels of `target_info`.
public struct OTLPMetrics: Equatable, Sendable {
    /// One sample each.
    public internal(set) var series: [WrittenSeries] = []
    /// Once for each family.
    public internal(set) var metadata: [FamilyMetadata] = []
    /// What the client is told.
    public internal(set) var answer = OTLPAnswer()

    /// Reads the body of a request.
    ///
    /// Throws ``WireError``.
    public init(_ body: [UInt8], encoding: OTLPEncoding) throws(WireError) {
        let request = try OTLPBody.decode(
            body, as: OTLPExportMetricsServiceRequest.self, encoding: encoding, shape: .metrics)
        var builder = OTLPSeriesBuilder()
        for resource in request.resourceMetrics { try builder.append(resource) }
        series = builder.series
        metadata = builder.metadata
        answer = builder.answer
    }
}
