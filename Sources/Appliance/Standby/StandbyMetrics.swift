import Replicator
import Telemetry

/// What the metrics say of a standby.
struct StandbyMetrics: MetricCollector {
    let status: @Sendable () -> StandbyStatus

    var descriptors: [MetricDescriptor] { [MetricCatalogue.standbyLag.descriptor] }

    func collect() -> [MetricFamilySnapshot] {
        let lag = status().lagMilliseconds
        return [
            MetricFamilySnapshot(
                MetricCatalogue.standbyLag.descriptor,
                lag.map { [MetricSample([], .number(Double($0) / 1_000))] } ?? [])
        ]
    }
}
