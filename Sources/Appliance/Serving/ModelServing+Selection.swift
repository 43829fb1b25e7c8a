import Storage

extension ModelServing {
    /// The model that a request means: by id, by name, or else the newest production model.
    ///
    /// What was promoted on the command line a moment ago is found: see ``lookAgain()``.
    ///
    /// - Throws: ``APIError`` 404 when there is no such model or none in production, 422 when id and name disagree.
    nonisolated func select(id: String?, name: String?) async throws -> LoadedModel {
        guard let id else {
            if let model = inProduction(name) { return model }
            await lookAgain()
            if let model = inProduction(name) { return model }
            guard let name else {
                throw APIError.notFound(
                    "No model is in production. Import one, then promote it: geoclimate model promote ID production.")
            }
            let hint = NearestName.suggestion(for: name, among: snapshot.production.keys.sorted())
            let question = hint.map { " Did you mean '\($0)'?" } ?? ""
            throw APIError.notFound("No model named '\(name)' is in production.\(question)")
        }
        let model = try await model(id: id)
        if let name, model.record.name != name {
            throw APIError.invalid(
                "body", "model_name",
                message: "The model '\(id)' is named '\(model.record.name)', not '\(name)'. Send one of the two.")
        }
        return model
    }

    /// The production model of a name, or the newest one where there is none.
    private nonisolated func inProduction(_ name: String?) -> LoadedModel? {
        let snapshot = snapshot
        return if let name { snapshot.production[name] } else { snapshot.newest }
    }
}
