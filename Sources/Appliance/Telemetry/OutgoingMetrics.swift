import Resilience
import Telemetry

/// What the metrics say of calls to anything outside.
struct OutgoingMetrics: MetricCollector {
    let targets: [OutgoingTarget]

    var descriptors: [MetricDescriptor] {
        [MetricCatalogue.outgoingFailures.descriptor, MetricCatalogue.outgoingCircuitOpen.descriptor]
    }

    func collect() -> [MetricFamilySnapshot] {
        let tallies = targets.map { ($0.name, $0.tally) }
        return [
            MetricFamilySnapshot(
                MetricCatalogue.outgoingFailures.descriptor,
                tallies.map { name, tally in MetricSample([name], .integer(tally.failedAttempts)) }),
            MetricFamilySnapshot(
                MetricCatalogue.outgoingCircuitOpen.descriptor,
                tallies.map { name, tally in MetricSample([name], .number(tally.state == .closed ? 0 : 1)) }),
        ]
    }
}
