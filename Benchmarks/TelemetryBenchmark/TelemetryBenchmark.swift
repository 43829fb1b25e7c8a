import Foundation
import Signals
import Storage
import TimeSeries

/// `TelemetryBenchmark replay FILE DIRECTORY` stores a recording and prints what it takes on the disk;
/// `TelemetryBenchmark query DIRECTORY QUERIES ROUNDS` asks it queries, a line each, and prints how long they take;
/// `TelemetryBenchmark ingest SERIES SCRAPES DIRECTORY` makes series up and prints speed and memory;
/// `TelemetryBenchmark cap MEGABYTES DIRECTORY` writes ten times a cap and looks at the files after every commit.
@main struct TelemetryBenchmark {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("replay", 3): try await Replay.run(file: arguments[1], directory: arguments[2])
        case ("query", 4):
            try await Queries.run(directory: arguments[1], queries: arguments[2], rounds: Int(arguments[3]) ?? 1)
        case ("ingest", 4): try await Ingestion.run(Int(arguments[1]) ?? 0, Int(arguments[2]) ?? 0, arguments[3])
        case ("cap", 3): try await Cap.run(Int(arguments[1]) ?? 0, arguments[2])
        default:
            print(
                """
                usage: TelemetryBenchmark replay FILE DIRECTORY | query DIRECTORY QUERIES ROUNDS
                       | ingest SERIES SCRAPES DIRECTORY | cap MB DIRECTORY
                """)
            exit(64)
        }
    }
}

enum Replay {
    static func run(file: String, directory: String) async throws {
        let recording = try Recording(path: file)
        let database = try await TelemetryDatabase.open(in: directory, as: .daemon, maximumBytes: 4 << 30)
        let store = try MetricStore(database: database)
        let references = try store.references(to: recording.series, at: recording.scrape(0).time)
        var (samples, last) = (0, Int64(0))
        let start = Usage.processorSeconds()
        for index in 0..<recording.scrapes {
            let (time, numbers, values) = recording.scrape(index)
            samples += store.append(numbers.map { references[$0] }, values, time: time, now: time).stored
            try store.flush(at: time)
            if index % 40 == 0 { while try store.maintain(at: time) {} }
            last = time
        }
        try store.pack(at: last)
        while try store.maintain(at: last) {}
        let seconds = Usage.processorSeconds() - start
        var exact = 0
        let selected = try store.select(MetricSelection([], from: 0, through: .max))
        for one in selected { exact += one.values.count }
        let kept = try store.verify()
        try await database.close()
        let bytes = try FileManager.default.contentsOfDirectory(atPath: directory)
            .filter { $0 == "telemetry.db" }
            .map { try FileManager.default.attributesOfItem(atPath: directory + "/" + $0)[.size] as? Int ?? 0 }
            .reduce(0, +)
        print("series: \(recording.series.count)")
        print("scrapes: \(recording.scrapes)")
        print("samples stored: \(samples), read back: \(exact)")
        print("blocks: \(kept.blocks), damaged: \(kept.damagedCount)")
        print("bytes on disk: \(bytes)")
        print("bytes a sample: \(rounded(Double(bytes) / Double(samples), 3))")
        print("samples a second of processor: \(Int(Double(samples) / max(0.01, seconds)))")
    }
}

enum Ingestion {
    static func run(_ series: Int, _ scrapes: Int, _ directory: String) async throws {
        let begin: Int64 = 1_700_006_400_000
        let before = Usage.residentBytes()
        let database = try await TelemetryDatabase.open(in: directory, as: .daemon, maximumBytes: 8 << 30)
        let store = try MetricStore(database: database)
        // Targets of 500 series each, as an exporter has them.
        var targets: [[SeriesReference]] = []
        for target in 0..<max(1, series / 500) {
            let labels = try (0..<500).map { number in
                try LabelSet([
                    Label("__name__", "benchmark_metric_\(number / 5)_total"), Label("job", "benchmark"),
                    Label("instance", "host-\(target).example:9100"), Label("mode", "mode-\(number % 5)"),
                ])
            }
            targets.append(try store.references(to: labels, at: begin))
        }
        try store.flush(at: begin)
        let indexed = Usage.residentBytes()
        var (samples, peak) = (0, 0)
        let start = Usage.processorSeconds()
        for scrape in 1...scrapes {
            let time = begin + Int64(scrape) * 15_000
            for (number, target) in targets.enumerated() {
                let values = target.indices.map { index in
                    // Constants, counters and decimals, in about the shares that exporters have.
                    index % 10 < 7
                        ? Double(index)
                        : index % 10 < 9 ? Double(scrape * (index + number % 7)) : Double(scrape % 97) / 100
                }
                samples += store.append(target, values, time: time + Int64(number % 5), now: time + 10).stored
            }
            try store.flush(at: time)
            if scrape % 20 == 0 { while try store.maintain(at: time) {} }
            peak = max(peak, Usage.residentBytes())
        }
        let seconds = Usage.processorSeconds() - start
        let active = targets.count * 500
        print("series: \(active), samples: \(samples)")
        print("samples a second of processor: \(Int(Double(samples) / max(0.01, seconds)))")
        print("index, bytes a series: \((indexed - before) / max(1, active))")
        print("all at its peak, bytes a series: \((peak - before) / max(1, active))")
        print("state: \(database.state), refused: \(store.counts.samples.refused), lost: \(store.counts.lost)")
        try await database.close()
    }
}

enum Cap {
    static func run(_ megabytes: Int, _ directory: String) async throws {
        let cap = megabytes << 20
        let database = try await TelemetryDatabase.open(in: directory, as: .daemon, maximumBytes: cap)
        let store = try MetricStore(database: database)
        let references = try store.references(
            to: (0..<2_000).map { try LabelSet([Label("__name__", "noise"), Label("i", "\($0)")]) }, at: 0)
        var random = SystemRandomNumberGenerator()
        var (written, largest, scrape) = (0, 0, Int64(0))
        while written < 10 * cap {
            scrape += 1
            // It takes minutes on a busy machine, and should not look as if it hung.
            if scrape % 500 == 0 { print("written \(written) of \(10 * cap), largest \(largest)") }
            let time = 1_700_006_400_000 + scrape * 15_000
            let values = references.map { _ in Double(bitPattern: random.next() >> 2) }
            written += 8 * store.append(references, values, time: time, now: time).stored
            try store.flush(at: time)
            largest = max(largest, database.bytes)
            if scrape % 60 == 0 { while try store.maintain(at: time) { largest = max(largest, database.bytes) } }
        }
        print("cap: \(cap), written: \(written), largest: \(largest), state: \(database.state)")
        try await database.close()
        guard largest <= cap else { exit(1) }
    }
}
