internal import GRDB
internal import ObjectStore

extension ApplianceDatabase {
    /// Everything that is wrong with the database, one sentence each; empty when it is sound.
    ///
    /// It checks the file's structure and the foreign keys with SQLite, that every model has its bytes and that they
    /// have the recorded SHA-256, that no name has two production models, that versions stay below the last one given
    /// out, and that the history ends where each model stands. It reads every byte once, model by model, so its time
    /// grows with the database and its memory with the largest model. ``Limits/consistencyProblems`` ends the list.
    public func consistencyProblems() async throws -> [String] {
        do {
            let limit = limits.consistencyProblems
            var problems = try await read { database in
                try Consistency.structure(database, limit: limit) + Consistency.models(database, limit: limit)
            }
            problems += try await damagedModels(limit: limit)
            return Array(problems.prefix(limit))
        } catch let error as StorageError {
            // A file so damaged that it cannot be read is the problem looked for, not a failure to look.
            guard case .damaged = error else { throw error }
            return ["\(error)"]
        }
    }

    private func damagedModels(limit: Int) async throws -> [String] {
        let queue = BlockingQueue(label: "geoclimate.storage.consistency")
        let onePerBlob = "SELECT min(model_id) FROM models GROUP BY sha256 ORDER BY min(sequence)"
        var problems: [String] = []
        for id in try await read({ try String.fetchAll($0, sql: onePerBlob) }) where problems.count < limit {
            do {
                let stored = try await read { try StoredBytes.fetch($0, modelID: id) }
                let damage = await queue.result { [limits] in stored.damage(limits: limits) }
                if let damage { problems.append("The bytes of model \(id) are damaged: \(damage.reason).") }
            } catch RegistryError.bytesDamaged(_, _, let reason) {
                problems.append("The bytes of model \(id) are damaged: \(reason).")
            } catch RegistryError.notFound {
                // Deleted by another process since the list was read.
            }
        }
        return problems
    }
}

extension StoredBytes {
    /// What is wrong with the bytes, if anything is.
    func damage(limits: Limits) -> Damage? {
        do throws(Damage) {
            _ = try verified(limits: limits)
            return nil
        } catch {
            return error
        }
    }
}

/// The checks that SQL alone can make, each a query for what must not be there.
private enum Consistency {
    static func structure(_ database: Database, limit: Int) throws -> [String] {
        var problems = try String.fetchAll(database, sql: "PRAGMA integrity_check(\(limit))")
            .filter { $0 != "ok" }
            .map { "SQLite's integrity check says: \($0)." }
        for row in try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(limit) {
            let table: String = try row.decode(forColumn: "table")
            let parent: String = try row.decode(forColumn: "parent")
            problems.append("A row of \(table) points to a row of \(parent) that is not there.")
        }
        return problems
    }

    static func models(_ database: Database, limit: Int) throws -> [String] {
        var problems: [String] = []
        for (sql, sentence) in queries where problems.count < limit {
            let subjects = try String.fetchAll(database, sql: sql + " LIMIT \(limit)")
            problems += subjects.map { "\($0) \(sentence)." }
        }
        return problems
    }

    private static var queries: [(sql: String, sentence: String)] {
        [
            (
                """
                SELECT 'The name ' || model_name FROM models WHERE stage = 'production'
                GROUP BY model_name HAVING count(*) > 1
                """, "has more than one production model"
            ),
            (
                """
                SELECT 'The model ' || model_id FROM models LEFT JOIN model_names USING (model_name)
                WHERE last_version IS NULL OR version > last_version
                """, "has a version that its name never gave out"
            ),
            (
                """
                SELECT 'The model ' || model_id FROM models
                WHERE NOT json_valid(metrics) OR NOT json_valid(feature_columns) OR NOT json_valid(hyperparameters)
                    OR NOT json_valid(tags)
                """, "has metadata that is not JSON"
            ),
            (
                """
                SELECT 'The bytes ' || sha256 FROM model_blobs
                WHERE sha256 NOT IN (SELECT sha256 FROM models)
                """, "belong to no model"
            ),
            (
                """
                SELECT 'The model ' || model_id FROM models WHERE stage IS NOT
                    (SELECT to_stage FROM model_history AS h WHERE h.model_id = models.model_id ORDER BY id DESC LIMIT 1)
                """, "is in another stage than its history says"
            ),
            (
                """
                SELECT 'The model ' || model_id FROM model_history
                WHERE model_id NOT IN (SELECT model_id FROM models)
                GROUP BY model_id HAVING max(id) <> max(CASE cause WHEN 'deleted' THEN id ELSE 0 END)
                """, "is gone, and its history does not say that it was deleted"
            ),
            (
                """
                SELECT 'The line ' || id || ' of the history' FROM (
                    SELECT id, from_stage, lag(to_stage) OVER (PARTITION BY model_id ORDER BY id) AS before
                    FROM model_history
                ) WHERE from_stage IS NOT before
                """, "does not start where the line before it ended"
            ),
        ]
    }
}
