import Storage
import Telemetry

/// What the metrics say of servers that get samples.
struct RemoteWriteMetrics: MetricCollector {
    private static let samples = MetricDescriptor(
        "remote_write_samples_total", .counter, labels: ["target", "outcome"],
        help: "Samples for a server by remote write, by what became of them: sent, refused by it, or too late.")
    private static let skipped = MetricDescriptor(
        "remote_write_skipped_seconds_total", .counter, labels: ["target"],
        help: "Seconds whose samples a server will never get, because it was away for longer than its backlog.")
    private static let lag = MetricDescriptor(
        "remote_write_lag_seconds", .gauge, labels: ["target"],
        help: "How far a server is behind the clock.")

    let receivers: [RemoteWriteReceiver]
    let clock: ApplianceClock

    var descriptors: [MetricDescriptor] { [Self.samples, Self.skipped, Self.lag] }

    func collect() -> [MetricFamilySnapshot] {
        let now = clock.now().millisecondsSince1970
        let counts = receivers.map { ($0.target.name, $0.tally.counts) }
        return [
            MetricFamilySnapshot(
                Self.samples,
                counts.flatMap { name, counts in
                    [
                        MetricSample([name, "late"], .integer(counts.late)),
                        MetricSample([name, "refused"], .integer(counts.refused)),
                        MetricSample([name, "sent"], .integer(counts.sent)),
                    ]
                }),
            MetricFamilySnapshot(
                Self.skipped,
                counts.map { name, counts in MetricSample([name], .number(Double(counts.skipped) / 1_000)) }),
            MetricFamilySnapshot(
                Self.lag,
                counts.compactMap { name, counts in
                    counts.position.map { MetricSample([name], .number(Double(max(0, now - $0)) / 1_000)) }
                }),
        ]
    }
}
