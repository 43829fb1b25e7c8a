import Storage
internal import TimeSeries
import WireFormats

/// Stores what a scrape found.
enum ScrapeIntake {
    /// Stores what can be stored; what cannot be is counted by the store.
    ///
    /// A receiver is sent what is stored after its position. A page's samples with earlier times of their own come too
    /// late for that, and are counted where they are stored.
    static func append(
        _ scraped: ScrapeSession.Scraped, to store: MetricStore, receivers: [RemoteWriteReceiver], now: Int64
    ) {
        var rest = scraped.samples.map { sample in
            WrittenSeries(
                labels: sample.labels,
                samples: [WireFormats.MetricSample(milliseconds: sample.time, value: sample.value)])
        }
        // First, so that the page's series do not take the last places from them.
        MetricIntake.append(Array(rest.suffix(scraped.reports)), to: store, now: now)
        rest.removeLast(scraped.reports)
        let positions = receivers.map { $0.tally.counts.position }
        for position in Set(positions.compactMap { $0 }).sorted() {
            let late = rest.filter { isLate($0, position) }
            guard !late.isEmpty else { continue }
            rest.removeAll { isLate($0, position) }
            let stored = MetricIntake.append(late, to: store, now: now).samples.stored
            for (receiver, reached) in zip(receivers, positions) {
                guard let reached, reached >= position else { continue }
                receiver.tally.note { $0.late += UInt64(clamping: stored) }
            }
        }
        MetricIntake.append(rest, scraped.families, to: store, now: now)
    }

    /// Whether a receiver at a position is never sent a series' sample.
    private static func isLate(_ series: WrittenSeries, _ position: Int64) -> Bool {
        series.samples.allSatisfy { $0.milliseconds <= position }
    }
}
