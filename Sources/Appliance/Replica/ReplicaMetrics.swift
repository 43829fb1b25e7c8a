import Replicator
import Telemetry

/// What the metrics say of the replica.
struct ReplicaMetrics: MetricCollector {
    let parts: ReplicaParts

    var descriptors: [MetricDescriptor] {
        [
            MetricCatalogue.replicaLag.descriptor, MetricCatalogue.replicaProven.descriptor,
            MetricCatalogue.replicaErrors.descriptor, MetricCatalogue.replicaRecovery.descriptor,
            MetricCatalogue.replicaSegments.descriptor, MetricCatalogue.replicaBytes.descriptor,
            MetricCatalogue.replicaSpool.descriptor,
        ]
    }

    func collect() -> [MetricFamilySnapshot] {
        let statuses = parts.databases.map { (name: $0.name, status: $0.status()) }
        func family(
            _ descriptor: MetricDescriptor, _ value: (ReplicaStatus) -> MetricValue
        ) -> MetricFamilySnapshot {
            MetricFamilySnapshot(descriptor, statuses.map { MetricSample([$0.name], value($0.status)) })
        }
        // Every database has to come back, so the oldest proof is what counts; 0 where one has none.
        let proven = parts.databases.map { parts.proofs[$0.name]?.proven }
        let oldest = proven.map { $0?.timestamp ?? 0 }.min() ?? 0
        let slowest = proven.compactMap { $0?.milliseconds }.max()
        return [
            family(MetricCatalogue.replicaLag.descriptor) { .number(Double($0.lagMilliseconds) / 1_000) },
            MetricFamilySnapshot(
                MetricCatalogue.replicaProven.descriptor, [MetricSample([], .number(Double(oldest) / 1_000))]),
            MetricFamilySnapshot(
                MetricCatalogue.replicaErrors.descriptor, [MetricSample([], .integer(parts.log.errors))]),
            MetricFamilySnapshot(
                MetricCatalogue.replicaRecovery.descriptor,
                slowest.map { [MetricSample([], .number(Double($0) / 1_000))] } ?? []),
            family(MetricCatalogue.replicaSegments.descriptor) { .integer(UInt64(clamping: $0.segments)) },
            family(MetricCatalogue.replicaBytes.descriptor) { .integer(UInt64(clamping: $0.bytes)) },
            family(MetricCatalogue.replicaSpool.descriptor) { .number(Double($0.spoolBytes)) },
        ]
    }
}
