import Testing

@testable import Telemetry

@Suite struct CatalogueTests {
    @Test func namesAndLabelsAreThoseOfTheContract() throws {
        let registry = try Self.fullRegistry()
        let series = registry.snapshot().map { family in
            let labels = family.descriptor.labelNames.joined(separator: ",")
            return labels.isEmpty ? family.descriptor.name : "\(family.descriptor.name){\(labels)}"
        }
        #expect(
            series == [
                "active_models{stage}", "active_users{tier}", "api_quota_usage{tier}",
                "batch_prediction_duration_seconds{batch_size}", "batch_predictions_total{batch_size}",
                "cache_hits_total{cache_type}", "cache_misses_total{cache_type}",
                "database_connections_active{database}", "database_connections_max{database}",
                "database_connections_total{database}", "database_query_duration_seconds{database,operation}",
                "database_size_bytes{database}", "http_request_duration_seconds{method,endpoint,status}",
                "http_request_exceptions_total", "http_request_size_bytes",
                "http_requests_in_progress{method,endpoint}", "http_requests_total{method,endpoint,status}",
                "http_response_size_bytes", "log_lines_dropped_total", "log_lines_total{level}",
                "mail_messages_total{outcome}", "mail_messages_waiting", "model_cache_hits{model_name}",
                "model_cache_misses{model_name}", "model_feature_values{model_name,feature}",
                "model_load_duration_seconds", "model_loaded{model_name,model_version}", "model_memory_bytes",
                "model_prediction_confidence{model_name,model_version}",
                "model_prediction_duration_seconds{model_name,model_version}",
                "model_predictions_total{model_name,model_version,status}", "outgoing_circuit_open{target}",
                "outgoing_failures_total{target}",
                "predictions_total{model_id,model_type}",
                "process_cpu_seconds_total",
                "process_open_fds",
                "process_resident_memory_bytes",
                "rate_limit_exceeded_total{tier,limit}",
                "system_cpu_count",
                "system_cpu_usage_percent",
                "system_disk_total_bytes{mountpoint}",
                "system_disk_usage_bytes{mountpoint}", "system_memory_total_bytes", "system_memory_usage_bytes",
                "system_network_io_bytes_total{direction}", "usage_commits_total", "usage_flush_failures_total",
                "usage_overflow_requests_total", "user_email_verified", "user_first_api_call",
            ])
    }

    @Test func unreadUsageIsLeftOut() {
        let registry = MetricRegistry()
        #expect(throws: Never.self) { try registry.register(MachineCollector { MachineUsage() }) }
        #expect(registry.snapshot() == [])
    }

    @Test(arguments: [
        (-1, "0"), (0, "0"), (1, "1-10"), (10, "1-10"), (11, "11-100"), (1_000, "101-1000"), (1_001, "1001-10000"),
        (10_001, "10001+"),
    ])
    func batchSizes(rows: Int, label: String) {
        #expect(BatchSizeLabel(rows: rows).values == [label])
    }

    @Test func routeCountsItsAnswers() throws {
        let registry = MetricRegistry()
        let route = try HTTPMetrics(registry).route(method: "POST", endpoint: "/predict")
        route.begin()
        route.begin()
        route.end(status: 200, seconds: 0.002, bytesIn: 120, bytesOut: 90)
        let text = ExpositionEncoder(.prometheusText).encode(registry.snapshot())
        let labels = "method=\"POST\",endpoint=\"/predict\""
        for line in [
            "http_requests_total{\(labels),status=\"200\"} 1",
            "http_requests_in_progress{\(labels)} 1",
            "http_request_duration_seconds_bucket{\(labels),status=\"200\",le=\"0.001\"} 0",
            "http_request_duration_seconds_bucket{\(labels),status=\"200\",le=\"0.005\"} 1",
            "http_request_duration_seconds_sum{\(labels),status=\"200\"} 0.002",
            "http_request_size_bytes_sum 120", "http_response_size_bytes_bucket{le=\"100.0\"} 1",
        ] {
            #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)")
        }
        route.end(status: 12_345, seconds: 1, bytesIn: 0, bytesOut: 0)
        let all = ExpositionEncoder(.prometheusText).encode(registry.snapshot())
        #expect(all.contains("http_requests_total{\(labels),status=\"0\"} 1\n"))
    }

    /// Every family of the catalogue with one series.
    static func fullRegistry() throws -> MetricRegistry {
        let registry = MetricRegistry()
        let http = try HTTPMetrics(registry)
        http.route(method: "GET", endpoint: "/models/{id}").end(status: 200, seconds: 0.01, bytesIn: 0, bytesOut: 10)
        let model = ModelLabels(name: "aqi", version: "v1")
        let outcome = ModelOutcomeLabels(name: "aqi", version: "v1", outcome: .success)
        try registry.register(MetricCatalogue.rateLimitExceeded).with(LimitLabels(tier: "free", limit: "day"))
            .increment()
        try registry.register(MetricCatalogue.modelPredictions).with(outcome).increment()
        try registry.register(MetricCatalogue.modelPredictionDuration).with(model).observe(1e-6)
        try registry.register(MetricCatalogue.modelPredictionConfidence).with(model).observe(0.97)
        try registry.register(MetricCatalogue.batchPredictions).with(.hundred).increment()
        try registry.register(MetricCatalogue.batchPredictionDuration).with(.hundred).observe(0.1)
        try registry.register(MetricCatalogue.predictions).with(ModelTypeLabels(id: "1", type: "xgboost")).increment()
        try registry.register(MetricCatalogue.modelFeatureValues)
            .with(FeatureLabels(modelName: "aqi", feature: "pm25")).observe(12.5)
        try registry.register(MetricCatalogue.activeModels).with(StageLabel(stage: "production")).set(1)
        try registry.register(MetricCatalogue.modelLoaded).with(model).set(1)
        try registry.register(MetricCatalogue.modelMemory).single.set(1e6)
        try registry.register(MetricCatalogue.modelLoadDuration).single.observe(0.2)
        try registry.register(MetricCatalogue.modelCacheHits).with(ModelNameLabel(name: "aqi")).increment()
        try registry.register(MetricCatalogue.modelCacheMisses).with(ModelNameLabel(name: "aqi")).increment()
        try registry.register(MetricCatalogue.userEmailVerified).single.increment()
        try registry.register(MetricCatalogue.mailMessages).with(MailOutcomeLabel(outcome: "sent")).increment()
        try registry.register(MetricCatalogue.mailWaiting).single.set(0)
        try registry.register(MetricCatalogue.outgoingFailures).with(TargetLabel(target: "mail")).increment()
        try registry.register(MetricCatalogue.outgoingCircuitOpen).with(TargetLabel(target: "mail")).set(1)
        try registry.register(MetricCatalogue.activeUsers).with(TierLabel(tier: "free")).set(1)
        try registry.register(MetricCatalogue.apiQuotaUsage).with(TierLabel(tier: "free")).set(1)
        try registry.register(MetricCatalogue.userFirstAPICall).single.increment()
        try registry.register(MetricCatalogue.usageCommits).single.increment()
        try registry.register(MetricCatalogue.usageFlushFailures).single.increment()
        try registry.register(MetricCatalogue.usageOverflow).single.increment()
        try registry.register(MetricCatalogue.databaseQueryDuration)
            .with(DatabaseOperationLabels(database: "appliance", operation: "read")).observe(1e-3)
        try registry.register(MetricCatalogue.cacheHits).with(CacheTypeLabel(cacheType: "principal")).increment()
        try registry.register(MetricCatalogue.cacheMisses).with(CacheTypeLabel(cacheType: "principal")).increment()
        let database = DatabaseUsage(
            database: "appliance", activeConnections: 1, openConnections: 2, mostConnections: 5, bytes: 4_096)
        try registry.register(DatabaseCollector { [database] })
        try registry.register(MetricCatalogue.logLines).with(LogLevelLabel(level: "info")).increment()
        try registry.register(MetricCatalogue.logLinesDropped).single.increment()
        try registry.register(MachineCollector { usage() })
        return registry
    }

    private static func usage() -> MachineUsage {
        var usage = MachineUsage()
        usage.cpuUsagePercent = 12.5
        usage.cpuCount = 2
        usage.memory = MemoryUsage(totalBytes: 2_048, availableBytes: 1_024)
        usage.disks = ["/": DiskUsage(totalBytes: 10, usedBytes: 4)]
        usage.network = NetworkUsage(receivedBytes: 1, sentBytes: 2)
        usage.processCPUSeconds = 0.5
        usage.processResidentBytes = 4_096
        usage.processOpenFileDescriptors = 9
        return usage
    }
}
