import Inference
import Storage
import Telemetry

/// The `model_…` families: what models answer, how fast, and which of them are in memory.
struct ModelMetrics: Sendable {
    private let predictions: MetricFamily<Counter, ModelOutcomeLabels>
    private let duration: MetricFamily<Histogram, ModelLabels>
    private let confidence: MetricFamily<Histogram, ModelLabels>
    private let features: MetricFamily<Summary, FeatureLabels>
    private let byID: MetricFamily<Counter, ModelTypeLabels>
    private let batches: MetricFamily<Counter, BatchSizeLabel>
    private let batchDuration: MetricFamily<Histogram, BatchSizeLabel>
    private let active: MetricFamily<Gauge, StageLabel>
    private let isLoaded: MetricFamily<Gauge, ModelLabels>
    private let memory: Gauge
    private let loadDuration: Histogram
    private let hits: MetricFamily<Counter, ModelNameLabel>
    private let misses: MetricFamily<Counter, ModelNameLabel>

    /// - Throws: ``MetricError`` when the registry has one of the families already.
    init(_ registry: MetricRegistry) throws(MetricError) {
        predictions = try registry.register(MetricCatalogue.modelPredictions)
        duration = try registry.register(MetricCatalogue.modelPredictionDuration)
        confidence = try registry.register(MetricCatalogue.modelPredictionConfidence)
        features = try registry.register(MetricCatalogue.modelFeatureValues)
        byID = try registry.register(MetricCatalogue.predictions)
        batches = try registry.register(MetricCatalogue.batchPredictions)
        batchDuration = try registry.register(MetricCatalogue.batchPredictionDuration)
        active = try registry.register(MetricCatalogue.activeModels)
        isLoaded = try registry.register(MetricCatalogue.modelLoaded)
        memory = try registry.register(MetricCatalogue.modelMemory).single
        loadDuration = try registry.register(MetricCatalogue.modelLoadDuration).single
        hits = try registry.register(MetricCatalogue.modelCacheHits)
        misses = try registry.register(MetricCatalogue.modelCacheMisses)
    }

    /// The series of one model, resolved once when it is loaded.
    func instruments(for record: ModelRecord) -> ModelInstruments {
        ModelInstruments(
            succeeded: predictions.with(.init(name: record.name, version: record.version, outcome: .success)),
            failed: predictions.with(.init(name: record.name, version: record.version, outcome: .error)),
            duration: duration.with(.init(name: record.name, version: record.version)),
            confidence: ConfidenceMetric(
                family: confidence, labels: .init(name: record.name, version: record.version)),
            features: FeatureMetrics(features, of: record),
            byID: byID.with(.init(id: record.id, type: record.modelType)),
            batches: batches, batchDuration: batchDuration)
    }

    /// Notes how long a model took from its stored bytes to being ready.
    func loaded(seconds: Double) {
        loadDuration.observe(seconds)
    }

    func cacheHit(_ name: String) { hits.with(.init(name: name)).increment() }

    func cacheMiss(_ name: String) { misses.with(.init(name: name)).increment() }

    /// States how many models stand in each stage.
    func stages(_ counts: [ModelStage: Int]) {
        for (stage, count) in counts { active.with(.init(stage: stage.rawValue)).set(Double(count)) }
    }

    /// States which models are in memory now, and forgets those that were before and are not any more.
    func inMemory(_ models: [LoadedModel], before: Set<ModelLabels>) -> Set<ModelLabels> {
        let now = Set(models.map { ModelLabels(name: $0.record.name, version: $0.record.version) })
        for labels in before.subtracting(now) { isLoaded.remove(labels) }
        for labels in now { isLoaded.with(labels).set(1) }
        memory.set(Double(models.reduce(0) { $0 + $1.model.memoryBytes }))
        return now
    }
}
