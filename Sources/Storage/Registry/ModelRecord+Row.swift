internal import GRDB

extension ModelRecord {
    /// All columns that a record needs; never the bytes.
    private static let select = """
        SELECT models.*, model_blobs.size_bytes FROM models JOIN model_blobs USING (sha256)
        """

    init(_ row: Row) throws {
        id = try row.decode(forColumn: "model_id")
        name = try row.decode(forColumn: "model_name")
        versionNumber = try row.decode(forColumn: "version")
        modelType = try row.decode(forColumn: "model_type")
        taskType = try row.decode(forColumn: "task_type")
        stage = try ModelStage.stored(row.decode(forColumn: "stage"))
        metrics = try StoredJSON.value(row.decode(forColumn: "metrics"))
        createdAt = Timestamp(millisecondsSince1970: try row.decode(forColumn: "created_at"))
        createdBy = try row.decode(forColumn: "created_by")
        featureColumns = try StoredJSON.value(row.decode(forColumn: "feature_columns"))
        hyperparameters = try StoredJSON.value(row.decode(forColumn: "hyperparameters"))
        tags = try StoredJSON.value(row.decode(forColumn: "tags"))
        description = try row.decode(forColumn: "description")
        sha256 = try row.decode(forColumn: "sha256")
        sizeBytes = try row.decode(forColumn: "size_bytes")
    }

    /// The models that meet a condition, newest first.
    static func fetchAll(
        _ database: Database, where condition: String, arguments: StatementArguments, limit: Int
    ) throws -> [ModelRecord] {
        let sql = select + " WHERE \(condition) ORDER BY sequence DESC LIMIT \(limit)"
        return try Row.fetchAll(database, sql: sql, arguments: arguments).map { try ModelRecord($0) }
    }

    /// The model of an identity, or ``RegistryError/notFound(id:)``.
    static func fetch(_ database: Database, id: String) throws -> ModelRecord {
        let found = try fetchAll(database, where: "model_id = ?", arguments: [id], limit: 1).first
        guard let found else { throw RegistryError.notFound(id: id) }
        return found
    }

    /// The production model of a name, if it has one.
    static func fetchProduction(_ database: Database, named name: String) throws -> ModelRecord? {
        try fetchAll(
            database, where: "model_name = ? AND stage = 'production'", arguments: [name], limit: 1
        ).first
    }
}

extension ModelStage {
    /// The stage that a column holds.
    static func stored(_ text: String) throws -> ModelStage {
        guard let stage = ModelStage(rawValue: text) else {
            throw DamagedRow(reason: "a model has the unknown stage \(text.debugDescription)")
        }
        return stage
    }
}

/// The names that models have or had.
enum Names {
    static func exists(_ name: String, in database: Database) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM model_names WHERE model_name = ?)"
        return try Bool.fetchOne(database, sql: sql, arguments: [name]) ?? false
    }

    /// Counts the name's versions up and answers the new one.
    static func takeNextVersion(of name: String, in database: Database) throws -> Int {
        let sql = """
            INSERT INTO model_names (model_name, last_version) VALUES (?, 1)
            ON CONFLICT (model_name) DO UPDATE SET last_version = last_version + 1
            RETURNING last_version
            """
        guard let version = try Int.fetchOne(database, sql: sql, arguments: [name]) else {
            throw DamagedRow(reason: "a name has no version")
        }
        return version
    }
}
