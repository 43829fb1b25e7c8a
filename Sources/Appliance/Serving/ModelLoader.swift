import Dispatch
import Inference
import Storage

/// Reads a model's bytes from the registry, checks them and builds its layout, on a thread of its own: a large file
/// takes up to a second.
struct ModelLoader: Sendable {
    let registry: ModelRegistry
    let clock: ApplianceClock
    /// What records that models are loaded; nil where nobody does.
    let tracer: ApplianceTracer?
    private let queue = DispatchQueue(label: "geoclimate.model-loader")

    init(registry: ModelRegistry, clock: ApplianceClock, tracer: ApplianceTracer? = nil) {
        self.registry = registry
        self.clock = clock
        self.tracer = tracer
    }

    /// - Throws: ``RegistryError`` when the bytes are gone or damaged, ``ModelError`` when they are no model.
    func load(_ record: ModelRecord, metrics: ModelMetrics) async throws -> LoadedModel {
        let start = clock.monotonicNanoseconds()
        let model =
            if let tracer {
                try await tracer.withWork("load model") { try await self.model(of: record) }
            } else {
                try await self.model(of: record)
            }
        metrics.loaded(seconds: Double(clock.monotonicNanoseconds() - start) / 1e9)
        return LoadedModel(
            record: record, model: model, features: FeatureIndex(names: model.summary.featureNames),
            instruments: metrics.instruments(for: record))
    }

    /// The model alone.
    func model(of record: ModelRecord) async throws -> Model {
        try await registry.read(bytesOfModel: record.id) { try await parse($0) }
    }

    /// Parses a model file away from the cooperative threads.
    ///
    /// - Throws: ``ModelError``.
    func parse(_ bytes: [UInt8]) async throws -> Model {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try Model(bytes) }) }
        }
    }
}
