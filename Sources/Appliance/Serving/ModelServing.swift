import Inference
import Logging
import Storage
import Synchronization
import Telemetry

/// Keeps the models that answer requests in step with the registry.
///
/// The production models form one immutable snapshot that is replaced as a whole, after every model in it has been
/// loaded: a promotion is either not seen yet or seen completely. Other models are loaded when somebody asks for them
/// by id.
actor ModelServing {
    private let registry: ModelRegistry
    private let loader: ModelLoader
    private let metrics: ModelMetrics
    private let clock: ApplianceClock
    private let logger: Logger
    private nonisolated let current = Mutex(ServingSnapshot.empty)
    private var recent: RecentModels
    private var loading: [String: Task<LoadedModel, any Error>] = [:]
    /// When a production model that could not be loaded is tried again, whether or not the registry changes until then.
    private var retryAt: UInt64?
    private var labelsInMemory: Set<ModelLabels> = []
    /// A look at the registry on behalf of requests, and when the next one may begin.
    private var looking: Task<Void, Never>?
    private var nextLookAt: UInt64 = 0

    init(
        registry: ModelRegistry, loader: ModelLoader, metrics: ModelMetrics, maxLoaded: Int, clock: ApplianceClock,
        logger: Logger
    ) {
        self.registry = registry
        self.loader = loader
        self.metrics = metrics
        self.clock = clock
        self.logger = logger
        recent = RecentModels(capacity: maxLoaded)
    }

    /// What answers right now.
    ///
    /// Cheap: it is asked once a request.
    nonisolated var snapshot: ServingSnapshot {
        current.withLock { $0 }
    }

    /// Brings the snapshot up to the registry's revision.
    ///
    /// A model that cannot be loaded is left out and logged; the one that answered under its name before goes on
    /// answering.
    func refresh() async throws {
        let isDue = retryAt.map { clock.monotonicNanoseconds() >= $0 } ?? false
        guard try await registry.revision() != snapshot.revision || isDue else { return }
        let state = try await registry.productionState()
        retryAt = nil
        var production: [String: LoadedModel] = [:]
        for record in state.models {
            do {
                production[record.name] = try await loaded(record)
            } catch {
                logger.error(
                    "A production model cannot be loaded; the one before goes on answering.",
                    metadata: [
                        "model": "\(record.name) \(record.version)", "model_id": "\(record.id)", "error": "\(error)",
                    ])
                production[record.name] = snapshot.production[record.name]
                retryAt = clock.monotonicNanoseconds() + UInt64(Limits.loadRetrySeconds) * 1_000_000_000
            }
        }
        await forgetDeleted()
        let newest = state.models.lazy.compactMap { production[$0.name] }.first
        publish(ServingSnapshot(revision: state.revision, production: production, newest: newest))
        metrics.stages(state.stageCounts)
    }

    /// Looks whether another process changed the registry, for a request whose model is not known.
    ///
    /// Those who ask at the same time share one look, and there is at most one in
    /// ``Limits/unknownModelLookMilliseconds``: names that nobody has must not keep the database busy. Where the registry cannot
    /// be read, ``RegistryWatcher`` says so.
    func lookAgain() async {
        if let looking { return await looking.value }
        let now = clock.monotonicNanoseconds()
        guard now >= nextLookAt else { return }
        nextLookAt = now + UInt64(Limits.unknownModelLookMilliseconds) * 1_000_000
        let look = Task { _ = try? await refresh() }
        looking = look
        await look.value
        looking = nil
    }

    /// The model with this id, loaded if it is not in memory.
    ///
    /// - Throws: ``RegistryError/notFound(id:)`` when the registry has no such model.
    func model(id: String) async throws -> LoadedModel {
        if let model = inMemory(id: id) {
            metrics.cacheHit(model.record.name)
            return model
        }
        let record = try await registry.model(id: id)
        metrics.cacheMiss(record.name)
        let model = try await loaded(record)
        keep(model)
        return model
    }

    /// Loads the model, moves it to `stage`, and lets it answer when this is production: in this order, so that no
    /// request meets a model that is not in memory.
    func promote(id: String, to stage: ModelStage, by origin: ChangeOrigin) async throws -> PromotionResult {
        if stage == .production { keep(try await loaded(try await registry.model(id: id))) }
        let result = try await registry.promote(id, to: stage, by: origin)
        try await refresh()
        return result
    }

    /// Loads the production model before the current one, and brings it back.
    func rollback(name: String, by origin: ChangeOrigin) async throws -> PromotionResult {
        keep(try await loaded(try await registry.rollbackTarget(name: name)))
        let result = try await registry.rollback(name: name, by: origin)
        try await refresh()
        return result
    }

    /// Forgets a model that was deleted from the registry.
    func forget(id: String) {
        recent.remove(id: id)
        noteMemory()
    }

    private func inMemory(id: String) -> LoadedModel? {
        snapshot.production.values.first { $0.record.id == id } ?? recent.model(id: id)
    }

    /// Reads a record's model once, however many ask for it at the same time.
    private func loaded(_ record: ModelRecord) async throws -> LoadedModel {
        if let model = inMemory(id: record.id) { return model.with(record) }
        if let task = loading[record.id] { return try await task.value }
        let task = Task { try await loader.load(record, metrics: metrics) }
        loading[record.id] = task
        defer { loading[record.id] = nil }
        return try await task.value
    }

    private func keep(_ model: LoadedModel) {
        recent.insert(model)
        noteMemory()
    }

    /// Lets go of models that another process deleted.
    private func forgetDeleted() async {
        for model in recent.all {
            do {
                _ = try await registry.model(id: model.record.id)
            } catch RegistryError.notFound {
                recent.remove(id: model.record.id)
            } catch {
                // The registry cannot be read now: the next refresh tries again.
            }
        }
    }

    /// Two refreshes may overlap where they wait: the older state of the registry must not win.
    private func publish(_ next: ServingSnapshot) {
        current.withLock { if next.revision >= $0.revision { $0 = next } }
        noteMemory()
    }

    private func noteMemory() {
        var models = Array(snapshot.production.values)
        let ids = Set(models.map(\.record.id))
        models += recent.all.filter { !ids.contains($0.record.id) }
        labelsInMemory = metrics.inMemory(models, before: labelsInMemory)
    }
}
