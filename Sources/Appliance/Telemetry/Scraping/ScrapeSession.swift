import Signals
import WireFormats

/// One target from scrape to scrape: what to store of each.
struct ScrapeSession: Sendable {
    /// What a target answered.
    struct Page: Sendable {
        let contentType: String?
        let text: [UInt8]
    }

    struct Sample: Sendable, Equatable {
        let labels: LabelSet
        let time: Int64
        let value: Double
    }

    /// What is to be stored.
    struct Scraped: Sendable {
        var samples: [Sample] = []
        /// How many of the samples, the last of them, tell how the scrape went.
        var reports = 0
        var families: [FamilyMetadata] = []
        /// Why the scrape failed; nil where it worked.
        var problem: String?
    }

    /// The formats that are read, the newest first.
    static let accept =
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"

    let target: ScrapeBoard.Target
    private var series = TargetSeries()

    init(target: ScrapeBoard.Target) {
        self.target = target
    }

    /// When the next scrape is due; targets are spread over their interval, each always at the same place.
    func due(after now: Int64) -> Int64 {
        let offset = Int64(Self.hash(target.url) % UInt64(max(1, target.interval)))
        let due = (now - offset) / target.interval * target.interval + offset + target.interval
        return due
    }

    /// The samples of a scrape, with those that tell how it went, and the ends of series that are gone.
    ///
    /// Like Prometheus, a page with one bad line counts as none, and a label of the page that the scrape sets itself is
    /// kept as `exported_…`.
    mutating func take(
        _ answer: Result<Page, ScrapeFailure>, at time: Int64, seconds: Double
    ) -> Scraped {
        var result = Scraped()
        var found: [(labels: LabelSet, value: Double)] = []
        switch answer {
        case .failure(let failure): result.problem = failure.reason
        case .success(let page):
            do throws(ExpositionError) {
                let exposition = try Exposition(page.text, format: Exposition.Format(contentType: page.contentType))
                result.families = exposition.families
                for sample in exposition.samples {
                    let labels = labelled(sample.labels)
                    // A sample with a time of its own ends by itself, as in Prometheus.
                    if let own = sample.milliseconds {
                        result.samples.append(Sample(labels: labels, time: own, value: sample.value))
                    } else {
                        found.append((labels, sample.value))
                    }
                }
            } catch {
                result.problem = "\(error)"
            }
        }
        let count = result.samples.count + found.count
        result.samples += series.next(found).map { Sample(labels: $0.labels, time: time, value: $0.value) }
        let reports: [(String, Double)] = [
            ("up", result.problem == nil ? 1 : 0), ("scrape_duration_seconds", seconds),
            ("scrape_samples_scraped", Double(count)),
        ]
        for (name, value) in reports {
            let labels = LabelSet.empty.setting("__name__", to: name).setting("instance", to: target.instance)
                .setting("job", to: target.job)
            result.samples.append(Sample(labels: labels, time: time, value: value))
        }
        result.reports = reports.count
        return result
    }

    private func labelled(_ labels: LabelSet) -> LabelSet {
        var result = labels
        for (name, value) in [("instance", target.instance), ("job", target.job)] {
            if let own = result[name] { result = result.setting("exported_" + name, to: own) }
            result = result.setting(name, to: value)
        }
        return result
    }

    /// FNV-1a: the same after each start, unlike Swift's own.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0100_0000_01b3 }
    }
}
