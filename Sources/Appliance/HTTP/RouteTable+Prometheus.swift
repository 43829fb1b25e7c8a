import Access
import HTTPTypes

extension RouteTable {
    /// Prometheus's HTTP API.
    static func prometheus(_ parts: ApplianceParts) -> [Route] {
        let queries = QueryEndpoints(telemetry: parts.telemetry, clock: parts.clock)
        let series = SeriesEndpoints(telemetry: parts.telemetry)
        let status = StatusEndpoints(telemetry: parts.telemetry, clock: parts.clock, startedAt: parts.startedAt)
        let remote = RemoteStorageEndpoints(telemetry: parts.telemetry, clock: parts.clock)
        let read = RouteAccess.permission(.metricsRead)
        return [
            Route(.get, "/api/v1/query", read, queries.instant),
            Route(.post, "/api/v1/query", read, queries.instant).onStandby,
            Route(.get, "/api/v1/query_range", read, queries.range),
            Route(.post, "/api/v1/query_range", read, queries.range).onStandby,
            Route(.get, "/api/v1/query_exemplars", read, queries.exemplars),
            Route(.post, "/api/v1/query_exemplars", read, queries.exemplars).onStandby,
            Route(.get, "/api/v1/format_query", read, queries.format),
            Route(.post, "/api/v1/format_query", read, queries.format).onStandby,
            Route(.get, "/api/v1/series", read, series.series),
            Route(.post, "/api/v1/series", read, series.series).onStandby,
            Route(.get, "/api/v1/labels", read, series.names),
            Route(.post, "/api/v1/labels", read, series.names).onStandby,
            Route(.get, "/api/v1/label/{name}/values", read, series.values),
            Route(.get, "/api/v1/metadata", read, series.metadata),
            Route(.get, "/api/v1/rules", read, status.rules),
            Route(.get, "/api/v1/alerts", read, status.alerts),
            Route(.get, "/api/v1/targets", read, status.targets),
            Route(.get, "/api/v1/status/buildinfo", read, status.buildInfo),
            Route(.get, "/api/v1/status/config", read, status.configuration),
            Route(.get, "/api/v1/status/flags", read, status.flags),
            Route(.get, "/api/v1/status/runtimeinfo", read, status.runtimeInfo),
            Route(.get, "/api/v1/status/tsdb", read, status.cardinality),
            Route(.post, "/api/v1/write", .permission(.metricsWrite), codings: ["snappy"], remote.write).onStandby,
            Route(.post, "/api/v1/read", read, codings: ["snappy"], remote.read).onStandby,
        ]
    }
}
