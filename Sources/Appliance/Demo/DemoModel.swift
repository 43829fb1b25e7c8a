import Storage

/// The model that comes with the program.
enum DemoModel {
    static let name = "aqi"

    /// Registers the embedded model and puts it into production, unless the directory has it already.
    static func install(in parts: ApplianceParts) async throws -> ModelRecord {
        let existing = try await parts.registry.models(named: name, stage: .production, limit: 1)
        if let model = existing.first { return model }
        let origin = ChangeOrigin(actor: "demo", at: parts.clock.now())
        let metadata = try DemoModelMetadata(try EmbeddedFile("aqi.json").bytes)
        let model = try await parts.importer.importModel(
            try EmbeddedFile("aqi.ubj").bytes, name: name, description: metadata.description, metrics: metadata.metrics,
            tags: metadata.tags, by: origin)
        return try await parts.serving.promote(id: model.id, to: .production, by: origin).promoted
    }
}
