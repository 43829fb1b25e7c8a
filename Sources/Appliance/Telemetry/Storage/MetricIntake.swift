import Signals
import Storage
import TimeSeries
import WireFormats

/// What became of samples that others sent.
struct IntakeOutcome: Sendable {
    /// Those of series that were left out included.
    var samples = AppendOutcome()
    /// Why the first series was left out; nil where none was.
    var firstProblem: TelemetryError?

    /// Why samples were refused, in Prometheus's words where it has some; nil where none were.
    var reason: String? {
        guard samples.refused > 0 else { return nil }
        if samples.noRoom > 0 {
            return "samples cannot be written to the disk, and there is no room for more in memory"
        }
        if let firstProblem {
            let text = firstProblem.description
            return text.hasSuffix(".") ? String(text.dropLast()) : text
        }
        if samples.outOfOrder > 0 { return "out of order sample" }
        if samples.contradicted > 0 { return "duplicate sample for timestamp" }
        if samples.tooOld > 0 { return "out of bounds" }
        if samples.tooFarAhead > 0 { return "out of bounds: more than 10 minutes ahead of the server's clock" }
        return "the series was dropped meanwhile"
    }
}

/// Takes series that others send into the store.
enum MetricIntake {
    /// Stores what can be stored, and says what became of it.
    @discardableResult
    static func append(
        _ series: [WrittenSeries], _ metadata: [FamilyMetadata] = [], to store: MetricStore, now: Int64
    ) -> IntakeOutcome {
        // A sample that is refused for its time must not make a series, which would stay without ever having one.
        let accepted = store.acceptedTimes(at: now)
        var refused = AppendOutcome()
        var kept: [WrittenSeries] = []
        var wanted: [(labels: LabelSet, time: Int64)] = []
        for one in series {
            var first: Int64?
            for sample in one.samples {
                if sample.milliseconds < accepted.lowerBound {
                    refused.tooOld += 1
                } else if sample.milliseconds > accepted.upperBound {
                    refused.tooFarAhead += 1
                } else {
                    first = min(first ?? sample.milliseconds, sample.milliseconds)
                }
            }
            guard let first else { continue }
            kept.append(one)
            wanted.append((labels: one.labels, time: first))
        }
        let found = store.find(wanted)
        var samples: [Storage.MetricSample] = []
        for (place, (one, reference)) in zip(kept, found.references).enumerated() {
            guard let reference else {
                let count = one.samples.count { accepted.contains($0.milliseconds) }
                refused += found.refusal(of: count, at: place)
                continue
            }
            for sample in one.samples where accepted.contains(sample.milliseconds) {
                samples.append(Storage.MetricSample(reference, time: sample.milliseconds, value: sample.value))
            }
        }
        store.noteRefused(refused)
        refused += store.append(samples, now: now)
        note(metadata, in: store)
        return IntakeOutcome(samples: refused, firstProblem: found.firstProblem)
    }

    /// Notes what families are whose series are stored: of others, a sender could name any number.
    private static func note(_ metadata: [FamilyMetadata], in store: MetricStore) {
        for family in metadata where store.hasSeries(of: family.family) {
            store.note(
                Storage.MetricMetadata(type: family.kind.rawValue, help: family.help, unit: family.unit),
                of: family.family)
        }
    }
}
