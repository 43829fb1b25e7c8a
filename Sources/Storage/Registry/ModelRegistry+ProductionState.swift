internal import GRDB

/// What a daemon needs to know of the registry to serve it, all of one moment.
public struct ProductionState: Sendable, Hashable {
    /// The registry's revision at that moment.
    public let revision: Int

    /// The production models, newest first.
    public let models: [ModelRecord]

    /// How many models stand in each stage; every stage is there.
    public let stageCounts: [ModelStage: Int]
}

extension ModelRegistry {
    /// The production models, the number of models by stage, and the revision, read in one transaction: they belong together.
    public func productionState() async throws -> ProductionState {
        let bound = limits.models
        return try await database.read { database in
            let revision = try Int.fetchOne(database, sql: "SELECT revision FROM registry_revision") ?? 0
            let models = try ModelRecord.fetchAll(
                database, where: "stage = ?1", arguments: [ModelStage.production.rawValue], limit: bound)
            return ProductionState(
                revision: revision, models: models, stageCounts: try ModelStage.counts(in: database))
        }
    }
}

extension ModelStage {
    /// How many models stand in each stage; every stage is in the answer.
    static func counts(in database: Database) throws -> [ModelStage: Int] {
        var counts = Dictionary(uniqueKeysWithValues: allCases.map { ($0, 0) })
        for row in try Row.fetchAll(database, sql: "SELECT stage, count(*) AS n FROM models GROUP BY stage") {
            counts[try stored(row["stage"])] = row["n"]
        }
        return counts
    }
}
