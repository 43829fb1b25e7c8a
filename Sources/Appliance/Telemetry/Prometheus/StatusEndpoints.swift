import Foundation
import HTTPTypes
import Hummingbird
import JSONText
import PromQL
import Storage
import TimeSeries

/// `/api/v1/rules`, `/alerts`, `/targets` and `/status/…` of Prometheus's HTTP API: how the server is.
struct StatusEndpoints: Sendable {
    /// The version of Prometheus whose API and language are spoken, which clients choose their features by.
    static let prometheusVersion = "3.5.0"

    let telemetry: TelemetryParts
    let clock: ApplianceClock
    let startedAt: UInt64

    /// There are no rules yet, of either type.
    func rules(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let type = try await PrometheusParameters(request)["type"].lowercased()
        guard ["", "alert", "record"].contains(type) else {
            throw PrometheusParameters.invalid("type", "not supported value \"\(type)\"")
        }
        return Self.emptyList("groups")
    }

    /// There are no alerts yet.
    func alerts(_: Request, _: ApplianceRequestContext) async throws -> Response { Self.emptyList("alerts") }

    /// What is scraped, and how it went.
    func targets(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let parameters = try await PrometheusParameters(request)
        let showsActive = parameters["state"] != "dropped"
        let pool = parameters["scrapePool"]
        let board = telemetry.targets
        return PrometheusAnswer.response { json in
            json.beginObject()
            json.key("activeTargets")
            json.beginArray()
            for target in board.targets where showsActive && (pool.isEmpty || pool == target.job) {
                json.target(target, board.outcome(of: target))
            }
            json.endArray()
            json.key("droppedTargets")
            json.strings([])
            json.key("droppedTargetCounts")
            json.beginObject()
            json.endObject()
            json.endObject()
        }
    }

    /// Without `features`, by which Grafana would take the daemon for Mimir.
    func buildInfo(_: Request, _: ApplianceRequestContext) async throws -> Response {
        Self.texts([
            ("version", Self.prometheusVersion), ("revision", "geoclimate-\(ProductVersion.text)"), ("branch", "main"),
            ("buildUser", ""), ("buildDate", ""), ("goVersion", ""),
        ])
    }

    /// The settings of scrapes, as Prometheus's own file would have them.
    func configuration(_: Request, _: ApplianceRequestContext) async throws -> Response {
        var yaml = "global:\n  scrape_interval: \(DurationText.format(telemetry.settings.interval))\n"
        if !telemetry.settings.scrape.isEmpty { yaml += "scrape_configs:\n" }
        for job in telemetry.settings.scrape {
            yaml += """
                - job_name: \(Self.quoted(job.name))
                  scrape_interval: \(DurationText.format(job.interval))
                  scrape_timeout: \(DurationText.format(job.timeout))
                  metrics_path: \(Self.quoted(RedactedURL.text(job.path)))
                  scheme: \(job.scheme.rawValue)
                  static_configs:
                  - targets: [\(job.targets.map(Self.quoted).joined(separator: ", "))]

                """
        }
        return Self.texts([("yaml", yaml)])
    }

    /// The bounds of queries and storage under the names of Prometheus's flags.
    func flags(_: Request, _: ApplianceRequestContext) async throws -> Response {
        let settings = telemetry.settings
        return Self.texts([
            ("query.lookback-delta", DurationText.format(PromQL.Limits.lookback)),
            ("query.max-concurrency", "\(Limits.concurrentQueries)"),
            ("query.max-samples", "\(telemetry.queryMemory.samples)"),
            ("query.timeout", DurationText.format(Limits.queryMilliseconds)),
            ("storage.tsdb.retention.size", "\(settings.maximumBytes)B"),
            ("storage.tsdb.retention.time", DurationText.format(settings.retention.raw)),
            ("web.enable-remote-write-receiver", "true"),
        ])
    }

    /// Since when the daemon runs, and how long it keeps samples.
    func runtimeInfo(_: Request, _: ApplianceRequestContext) async throws -> Response {
        let now = clock.now()
        let uptime = Int64(clamping: (clock.monotonicNanoseconds() - startedAt) / 1_000_000)
        let started = Timestamp(millisecondsSince1970: now.millisecondsSince1970 - uptime)
        let damaged = telemetry.storage.metrics?.counts.damaged ?? 0
        let retention = DurationText.format(telemetry.settings.retention.raw)
        return PrometheusAnswer.response { json in
            json.beginObject()
            json.field("startTime", started.description)
            json.field("serverTime", now.description)
            json.field("CWD", "")
            json.field("hostname", "")
            json.field("reloadConfigSuccess", true)
            json.field("lastConfigTime", started.description)
            json.field("corruptionCount", damaged)
            json.field("goroutineCount", 0)
            json.field("GOMAXPROCS", ProcessInfo.processInfo.activeProcessorCount)
            json.field("GOMEMLIMIT", 0)
            json.field("GOGC", "")
            json.field("GODEBUG", "")
            json.field("storageRetention", "\(retention) or \(telemetry.settings.maximumBytes)B")
            json.endObject()
        }
    }

    /// What makes the series many.
    func cardinality(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let parameters = try await PrometheusParameters(request)
        let limit = min(try parameters.limit() ?? Limits.listedCardinality, Limits.listedCardinalityAtMost)
        let store = try telemetry.store()
        do {
            let bytes = try await telemetry.queries.run {
                let found = store.cardinality(limit: limit)
                return PrometheusAnswer.bytes { $0.cardinality(found) }
            }
            return Response(type: MediaType.json.rawValue, bytes: bytes)
        } catch {
            throw APIError.prometheusSource(error)
        }
    }

    private static func emptyList(_ name: String) -> Response {
        PrometheusAnswer.response { json in
            json.beginObject()
            json.key(name)
            json.strings([])
            json.endObject()
        }
    }

    private static func texts(_ members: [(String, String)]) -> Response {
        PrometheusAnswer.response { json in
            json.beginObject()
            for (name, text) in members { json.field(name, text) }
            json.endObject()
        }
    }

    /// A text in YAML's double quotes, which take JSON's escapes.
    private static func quoted(_ text: String) -> String {
        String(decoding: JSONWriter.bytes { $0.string(text) }, as: UTF8.self)
    }
}

extension JSONWriter {
    fileprivate mutating func target(_ target: ScrapeBoard.Target, _ outcome: ScrapeBoard.Outcome?) {
        beginObject()
        key("discoveredLabels")
        beginObject()
        field("__address__", target.instance)
        field("job", target.job)
        endObject()
        key("labels")
        beginObject()
        field("instance", target.instance)
        field("job", target.job)
        endObject()
        field("scrapePool", target.job)
        field("scrapeUrl", target.shownURL)
        field("globalUrl", target.shownURL)
        field("lastError", outcome?.problem ?? "")
        field("lastScrape", outcome?.at.description ?? "0001-01-01T00:00:00Z")
        key("lastScrapeDuration")
        measure(outcome?.seconds ?? 0)
        field("health", outcome.map { $0.problem == nil ? "up" : "down" } ?? "unknown")
        field("scrapeInterval", DurationText.format(target.interval))
        field("scrapeTimeout", DurationText.format(target.timeout))
        endObject()
    }

    fileprivate mutating func cardinality(_ found: MetricCardinality) {
        beginObject()
        key("headStats")
        beginObject()
        field("numSeries", found.series)
        field("numLabelPairs", found.labelPairs)
        field("chunkCount", 0)
        key("minTime")
        number(found.oldest ?? 0)
        key("maxTime")
        number(found.newest ?? 0)
        endObject()
        counts("seriesCountByMetricName", found.seriesByMetric)
        counts("labelValueCountByLabelName", found.valuesByLabel)
        counts("memoryInBytesByLabelName", found.bytesByLabel)
        counts("seriesCountByLabelValuePair", found.seriesByPair)
        endObject()
    }

    private mutating func counts(_ name: String, _ list: [(name: String, count: Int)]) {
        key(name)
        beginArray()
        for entry in list {
            beginObject()
            field("name", entry.name)
            field("value", entry.count)
            endObject()
        }
        endArray()
    }
}
