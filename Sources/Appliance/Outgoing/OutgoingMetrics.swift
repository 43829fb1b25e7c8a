import Resilience
import Telemetry

/// What the metrics say of everything outside that the daemon calls: mail servers, collectors, other stores.
struct OutgoingMetrics: MetricCollector {
    let targets: [OutgoingTarget]

    var descriptors: [MetricDescriptor] {
        [MetricCatalogue.outgoingFailures.descriptor, MetricCatalogue.outgoingCircuitOpen.descriptor]
    }

    func collect() -> [MetricFamilySnapshot] {
        let tallies = targets.map { (name: $0.name, tally: $0.tally) }
        return [
            MetricFamilySnapshot(
                MetricCatalogue.outgoingFailures.descriptor,
                tallies.map { MetricSample([$0.name], .integer($0.tally.failedAttempts)) }),
            MetricFamilySnapshot(
                MetricCatalogue.outgoingCircuitOpen.descriptor,
                tallies.map { MetricSample([$0.name], .integer($0.tally.state == .closed ? 0 : 1)) }),
        ]
    }
}
