import Inference
import Storage

/// Takes a model file into the registry: nothing is stored that does not load.
struct ModelImporter: Sendable {
    let registry: ModelRegistry
    let loader: ModelLoader

    /// Reads the file, takes its metadata from it, and registers it in stage dev.
    ///
    /// `metrics` are measures of the model's quality, such as a holdout error, and `tags` what else is to be remembered
    /// of it: the file has neither. Parameters of the file that are too long for the registry are marked there and stay
    /// in the file.
    ///
    /// - Throws: ``ModelError`` when the bytes are no model, ``RegistryError`` when the name or the metadata is
    ///   refused.
    func importModel(
        _ bytes: [UInt8], name: String, description: String = "", metrics: [String: Double] = [:],
        tags: [String: String] = [:], by origin: ChangeOrigin
    ) async throws -> ModelRecord {
        let summary = try await loader.parse(bytes).summary
        let hyperparameters = RegistryHyperparameters.fitted(
            summary.hyperparameters, required: ["objective": summary.objective, "booster": summary.booster],
            limits: registry.limits)
        let model = NewModel(
            name: name, modelType: summary.format.library, taskType: summary.task.rawValue,
            featureColumns: summary.featureNames, metrics: metrics, hyperparameters: hyperparameters, tags: tags,
            description: description)
        return try await registry.register(model, bytes: bytes, by: origin)
    }
}
