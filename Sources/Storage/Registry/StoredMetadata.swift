/// The columns of JSON of a new model, which together keep to ``Limits/metadataBytes``.
struct StoredMetadata: Sendable {
    let metrics: String
    let featureColumns: String
    let hyperparameters: String
    let tags: String

    init(_ new: NewModel, limits: Limits) throws {
        metrics = try StoredJSON.text(of: new.metrics)
        featureColumns = try StoredJSON.text(of: new.featureColumns)
        hyperparameters = try StoredJSON.text(of: new.hyperparameters)
        tags = try StoredJSON.text(of: new.tags)
        let bytes = [metrics, featureColumns, hyperparameters, tags].reduce(0) { $0 + $1.utf8.count }
        guard bytes <= limits.metadataBytes else {
            throw RegistryError.metadataInvalid(
                field: "metadata", reason: "it has \(bytes) bytes as JSON, at most \(limits.metadataBytes) are kept")
        }
    }
}
