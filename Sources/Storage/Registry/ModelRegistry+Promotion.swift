internal import GRDB

extension ModelRegistry {
    /// Moves a model to a stage, in one transaction with everything that follows from it.
    ///
    /// Promoting to production sends the production model of the name, if there is one, to staging. Moving a model to
    /// the stage in which it is changes nothing and adds nothing to the history. It throws
    /// ``RegistryError/notFound(id:)``.
    public func promote(
        _ id: String, to stage: ModelStage, by origin: ChangeOrigin
    ) async throws -> PromotionResult {
        try checkActor(origin.actor)
        let note = ChangeNote(cause: .promoted, origin: origin)
        return try await database.write { database in
            try Self.move(ModelRecord.fetch(database, id: id), to: stage, note: note, in: database)
        }
    }

    /// Brings the production model before the present one back, and sends the present one to staging.
    ///
    /// Two rollbacks in a row go back two models; one that was rolled back from returns only by a promotion. With no
    /// model of the name in production, the one that was there last comes back. Deleted models are passed over.
    /// It throws ``RegistryError/nameNotFound(name:)`` and ``RegistryError/nothingToRollBackTo(name:)``.
    public func rollback(name: String, by origin: ChangeOrigin) async throws -> PromotionResult {
        try checkActor(origin.actor)
        let note = ChangeNote(cause: .rolledBack, origin: origin)
        return try await database.write { [limits] database in
            let target = try Self.rollbackTarget(name, depth: limits.rollbackDepth, in: database)
            return try Self.move(target, to: .production, note: note, in: database)
        }
    }

    /// The model that ``rollback(name:by:)`` would bring back now, so that it can be loaded before it answers.
    ///
    /// It throws ``RegistryError/nameNotFound(name:)`` and ``RegistryError/nothingToRollBackTo(name:)``.
    public func rollbackTarget(name: String) async throws -> ModelRecord {
        try await database.read { [limits] database in
            try Self.rollbackTarget(name, depth: limits.rollbackDepth, in: database)
        }
    }

    /// Removes a model, and its bytes when no other model has the same.
    ///
    /// Its history stays, and its version is not given out again. After the transaction the freed pages go back to the
    /// file system, as far as that is possible at the moment. It throws ``RegistryError/notFound(id:)`` and
    /// ``RegistryError/inProduction(id:name:version:)``.
    public func delete(_ id: String, by origin: ChangeOrigin) async throws {
        try checkActor(origin.actor)
        let note = ChangeNote(cause: .deleted, origin: origin)
        try await database.write { database in
            let model = try ModelRecord.fetch(database, id: id)
            guard model.stage != .production else {
                throw RegistryError.inProduction(id: id, name: model.name, version: model.version)
            }
            try note.write(database, model: model, from: model.stage, to: nil)
            try database.execute(sql: "DELETE FROM models WHERE model_id = ?", arguments: [id])
        }
        // The model is gone already. Pages that cannot be given back now, because of a reader or a full disk, are used
        // again or go with the next deletion, so the deletion must not look failed.
        try? await database.returnFreePages()
    }

    // MARK: - Within a transaction

    private static func rollbackTarget(_ name: String, depth: Int, in database: Database) throws -> ModelRecord {
        guard try Names.exists(name, in: database) else { throw RegistryError.nameNotFound(name: name) }
        let switches = try StageChange.fetchProductionSwitches(database, named: name, limit: depth)
        let target = try Rollback.target(
            switches: switches.map { ($0.modelID, $0.cause) },
            production: ModelRecord.fetchProduction(database, named: name)?.id
        ) { id in
            let sql = "SELECT EXISTS (SELECT 1 FROM models WHERE model_id = ?)"
            return try Bool.fetchOne(database, sql: sql, arguments: [id]) ?? false
        }
        guard let target else { throw RegistryError.nothingToRollBackTo(name: name) }
        return try ModelRecord.fetch(database, id: target)
    }

    private static func move(
        _ model: ModelRecord, to stage: ModelStage, note: ChangeNote, in database: Database
    ) throws -> PromotionResult {
        guard model.stage != stage else { return PromotionResult(promoted: model, from: stage, demoted: nil) }
        var demoted: ModelRecord?
        if stage == .production, let before = try ModelRecord.fetchProduction(database, named: model.name) {
            // The schema allows one production model a name at every moment, so the old one leaves first.
            let cause = ChangeNote(cause: .demoted, origin: note.origin)
            demoted = try setStage(.staging, of: before, note: cause, in: database)
        }
        let promoted = try setStage(stage, of: model, note: note, in: database)
        return PromotionResult(promoted: promoted, from: model.stage, demoted: demoted)
    }

    private static func setStage(
        _ stage: ModelStage, of model: ModelRecord, note: ChangeNote, in database: Database
    ) throws -> ModelRecord {
        try database.execute(
            sql: "UPDATE models SET stage = ? WHERE model_id = ?", arguments: [stage.rawValue, model.id])
        try note.write(database, model: model, from: model.stage, to: stage)
        return try ModelRecord.fetch(database, id: model.id)
    }
}
