import Signals
import Storage
import Synchronization
import Telemetry

/// Stores the daemon's own series as a scrape would, without going through HTTP.
final class OwnSeries: Sendable {
    private struct State {
        var instance: String?
        var series = TargetSeries()
    }

    /// What was seen of the daemon's own histograms.
    let exemplars = ExemplarRing()
    private let job: String
    private let registry: MetricRegistry
    private let state = Mutex(State())

    init(job: String, registry: MetricRegistry) {
        self.job = job
        self.registry = registry
    }

    /// Names the daemon by the address where it listens; nothing is stored before.
    func listens(at instance: String) {
        state.withLock { $0.instance = instance }
    }

    /// Stores what the registry says now, stamped with a time in milliseconds.
    ///
    /// - Throws: ``TelemetryError`` where there is no room for more series; the others are stored all the same.
    func record(into store: MetricStore, at time: Int64, now: Int64) throws {
        guard let instance = state.withLock({ $0.instance }) else { return }
        let families = registry.snapshot()
        let target = [Label("instance", instance), Label("job", job)]
        var samples: [(labels: LabelSet, value: Double)] = []
        var seen: [(labels: LabelSet, exemplar: Exemplar)] = []
        for family in families {
            for sample in family.exposedSamples {
                let own = sample.labels.map { Label($0.name, $0.value) }
                // A label of the contract that cannot be is a mistake of the catalogue, which its tests find.
                guard let labels = try? LabelSet([Label("__name__", sample.name)] + target + own) else { continue }
                samples.append((labels, sample.value))
                if let exemplar = sample.exemplar { seen.append((labels, exemplar)) }
            }
        }
        if let up = try? LabelSet([Label("__name__", "up")] + target) { samples.append((up, 1)) }
        exemplars.note(seen)
        let all = state.withLock { $0.series.next(samples) }
        let found = store.find(all.map { (labels: $0.labels, time: time) })
        store.append(found, all.map(\.value), time: time, now: now)
        describe(families, in: store)
        if let problem = found.firstProblem { throw problem }
    }

    private func describe(_ families: [MetricFamilySnapshot], in store: MetricStore) {
        // A family without a series is forgotten, and would be written again each time.
        for family in families where store.hasSeries(of: family.descriptor.name) {
            let descriptor = family.descriptor
            store.note(
                MetricMetadata(type: descriptor.kind.rawValue, help: descriptor.help), of: descriptor.name)
        }
    }
}
