internal import GRDB

extension StageChange {
    init(_ row: Row) throws {
        id = try row.decode(forColumn: "id")
        modelID = try row.decode(forColumn: "model_id")
        modelName = try row.decode(forColumn: "model_name")
        versionNumber = try row.decode(forColumn: "version")
        from = try row.decode(String?.self, forColumn: "from_stage").map(ModelStage.stored)
        to = try row.decode(String?.self, forColumn: "to_stage").map(ModelStage.stored)
        let causeText = try row.decode(String.self, forColumn: "cause")
        guard let cause = Cause(rawValue: causeText) else {
            throw DamagedRow(reason: "a line of history has the unknown cause \(causeText.debugDescription)")
        }
        self.cause = cause
        changedBy = try row.decode(forColumn: "changed_by")
        changedAt = Timestamp(millisecondsSince1970: try row.decode(forColumn: "changed_at"))
    }

    /// The newest lines about a name, newest first.
    static func fetchNewest(_ database: Database, named name: String, limit: Int) throws -> [StageChange] {
        let sql = "SELECT * FROM model_history WHERE model_name = ? ORDER BY id DESC LIMIT ?"
        return try Row.fetchAll(database, sql: sql, arguments: [name, limit]).map { try StageChange($0) }
    }

    /// The newest lines that put a model of the name into production, oldest first.
    static func fetchProductionSwitches(
        _ database: Database, named name: String, limit: Int
    ) throws -> [StageChange] {
        let sql = """
            SELECT * FROM model_history WHERE model_name = ? AND to_stage = 'production' ORDER BY id DESC LIMIT ?
            """
        return try Row.fetchAll(database, sql: sql, arguments: [name, limit]).reversed().map { try StageChange($0) }
    }
}

/// Who changes a model's stage, when and why: what a line of history needs besides the model.
struct ChangeNote: Sendable {
    let cause: StageChange.Cause
    let origin: ChangeOrigin

    /// Adds a line about `model` going from one stage to another, to the history and to the audit log.
    func write(_ database: Database, model: ModelRecord, from: ModelStage?, to: ModelStage?) throws {
        try database.execute(
            sql: """
                INSERT INTO model_history
                    (model_id, model_name, version, from_stage, to_stage, cause, changed_by, changed_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                model.id, model.name, model.versionNumber, from?.rawValue, to?.rawValue, cause.rawValue, origin.actor,
                origin.at.millisecondsSince1970,
            ])
        var detail = ["name": model.name, "version": model.version, "sha256": model.sha256]
        detail["from"] = from?.rawValue
        detail["to"] = to?.rawValue
        try AuditLog.append(
            AuditEvent(cause.action, subject: "model:\(model.id)", detail: detail, origin: origin), in: database)
    }
}

extension StageChange.Cause {
    fileprivate var action: AuditAction {
        switch self {
        case .registered: .modelRegistered
        case .promoted: .modelPromoted
        case .demoted: .modelDemoted
        case .rolledBack: .modelRolledBack
        case .deleted: .modelDeleted
        }
    }
}
