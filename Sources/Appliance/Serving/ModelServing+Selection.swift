import Storage

extension ModelServing {
    /// The model that a request means: by id, by name, or else the newest production model.
    ///
    /// - Throws: ``APIError`` 404 when there is no such model or none in production, 422 when id and name disagree.
    nonisolated func select(id: String?, name: String?) async throws -> LoadedModel {
        let snapshot = snapshot
        guard let id else {
            guard let name else {
                guard let model = snapshot.newest else {
                    throw APIError.notFound(
                        "No model is in production. Import one, then promote it: geoclimate model promote ID production."
                    )
                }
                return model
            }
            guard let model = snapshot.production[name] else {
                let hint = NearestName.suggestion(for: name, among: snapshot.production.keys.sorted())
                let question = hint.map { " Did you mean '\($0)'?" } ?? ""
                throw APIError.notFound("No model named '\(name)' is in production.\(question)")
            }
            return model
        }
        let model = try await model(id: id)
        if let name, model.record.name != name {
            throw APIError.invalid(
                "body", "model_name",
                message: "The model '\(id)' is named '\(model.record.name)', not '\(name)'. Send one of the two.")
        }
        return model
    }
}
