import Storage
import Telemetry

/// What the metrics say of the guard of the disk; how full disks are is in `system_disk_usage`.
struct DiskMetrics: MetricCollector {
    let disk: DiskGuard

    var descriptors: [MetricDescriptor] {
        [MetricCatalogue.diskPressure.descriptor, MetricCatalogue.diskBallast.descriptor]
    }

    func collect() -> [MetricFamilySnapshot] {
        [
            MetricFamilySnapshot(MetricCatalogue.diskPressure.descriptor, .number(Double(disk.state.rawValue))),
            MetricFamilySnapshot(MetricCatalogue.diskBallast.descriptor, .number(Double(disk.heldBytes))),
        ]
    }
}
