import PromQL

extension ConfigurationKey<Int64> {
    /// A duration as Prometheus writes them, in milliseconds: `15s`, `1h30m`, `90d`.
    static func duration(
        _ name: String, default value: String, from least: String, through most: String, _ meaning: String
    ) -> Self {
        let bounds = (try? DurationText.milliseconds(least)) ?? 0
        let limit = (try? DurationText.milliseconds(most)) ?? .max
        return Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "a duration from \(least) to \(most), such as \(value)",
                defaultValue: .text(value), meaning: meaning, isSecret: false),
            defaultValue: (try? DurationText.milliseconds(value)) ?? bounds,
            parse: { written in
                guard case .text(let text) = written, let duration = try? DurationText.milliseconds(text),
                    duration >= bounds, duration <= limit
                else { return nil }
                return duration
            })
    }
}

extension ConfigurationKey<[ScrapeJob]> {
    /// A list of what to scrape.
    static func scrapeJobs(_ name: String, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name,
                expects: "a list of jobs such as {job: node, targets: [127.0.0.1:9100], interval: 15s}, each name once",
                defaultValue: .list([]), meaning: meaning, isSecret: false, hidesFields: true),
            defaultValue: [],
            parse: { written in
                guard case .list(let items) = written, items.count <= Limits.scrapeJobs else { return nil }
                let jobs = items.compactMap { ScrapeJob($0) }
                guard jobs.count == items.count, Set(jobs.map(\.name)).count == jobs.count,
                    jobs.reduce(0, { $0 + $1.targets.count }) <= Limits.scrapeTargets
                else { return nil }
                return jobs
            })
    }
}

extension ConfigurationKey<[RemoteWriteTarget]> {
    /// A list of servers to send samples to.
    static func remoteWriteTargets(_ name: String, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name,
                expects:
                    "a list of servers such as {url: https://metrics.example/api/v1/write, credentials: …}, each name once",
                defaultValue: .list([]), meaning: meaning, isSecret: false, hidesFields: true),
            defaultValue: [],
            parse: { written in
                guard case .list(let items) = written, items.count <= Limits.remoteWriteTargets else { return nil }
                let targets = items.compactMap { RemoteWriteTarget($0) }
                guard targets.count == items.count, Set(targets.map(\.name)).count == targets.count else { return nil }
                return targets
            })
    }
}
