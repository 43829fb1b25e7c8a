internal import GRDB
internal import ObjectStore

/// The models of the appliance: what there is, where each stands, and their bytes.
///
/// Every method does its work in one transaction. Hashing and compression run on a queue of the registry, SQLite on the
/// queues of the database; nothing blocks Swift's cooperative threads. Times come from the caller, randomness from the
/// initialiser.
///
/// All methods throw ``RegistryError`` for what the caller can correct and ``StorageError`` for trouble with the file.
/// A method that changes something runs to its end also when its task is cancelled, so that its answer is true: it threw
/// and nothing changed, or it returned and the change is durable. One that only reads may throw `CancellationError`.
public struct ModelRegistry: Sendable {
    let database: ApplianceDatabase
    let random: @Sendable () -> UInt64
    let work = BlockingQueue(label: "geoclimate.storage.registry")

    /// The bounds that the registry keeps.
    public var limits: Limits { database.limits }

    /// The registry inside an open database; `random` answers 64 random bits a call, for the identities of models.
    public init(database: ApplianceDatabase, random: @escaping @Sendable () -> UInt64) {
        self.database = database
        self.random = random
    }

    // MARK: - Looking

    /// Models, newest first: all, or those of a name, of a stage, or of both.
    ///
    /// There are at most `limit` of them, and never more than ``Limits/listedModels``.
    public func models(
        named name: String? = nil, stage: ModelStage? = nil, limit: Int = .max
    ) async throws -> [ModelRecord] {
        let bound = min(max(limit, 0), limits.listedModels)
        return try await database.read { database in
            try ModelRecord.fetchAll(
                database,
                where: "(?1 IS NULL OR model_name = ?1) AND (?2 IS NULL OR stage = ?2)",
                arguments: [name, stage?.rawValue], limit: bound)
        }
    }

    /// One page of models, newest first, and whether there are more: all, or those of a name, of a stage, or of both.
    ///
    /// A page begins behind the model of the identity `last`, the last one of the page before; so models that are registered
    /// meanwhile shift nothing. It has at most `limit` models, and never more than ``Limits/listedModels``. It throws
    /// ``RegistryError/notFound(id:)`` where `last` is gone.
    public func page(
        named name: String? = nil, stage: ModelStage? = nil, after last: String? = nil, limit: Int
    ) async throws -> (models: [ModelRecord], hasMore: Bool) {
        let bound = min(max(limit, 1), limits.listedModels)
        return try await database.read { database in
            if let last { _ = try ModelRecord.fetch(database, id: last) }
            let found = try ModelRecord.fetchAll(
                database,
                where: """
                    (?1 IS NULL OR model_name = ?1) AND (?2 IS NULL OR stage = ?2)
                    AND (?3 IS NULL OR sequence < (SELECT sequence FROM models WHERE model_id = ?3))
                    """,
                arguments: [name, stage?.rawValue, last], limit: bound + 1)
            return (Array(found.prefix(bound)), found.count > bound)
        }
    }

    /// The model of an identity, or ``RegistryError/notFound(id:)`` thrown.
    public func model(id: String) async throws -> ModelRecord {
        try await database.read { try ModelRecord.fetch($0, id: id) }
    }

    /// The newest of all models in production: the one registered last; nil when there is none.
    public func production() async throws -> ModelRecord? {
        try await models(stage: .production, limit: 1).first
    }

    /// The production model of a name; nil when there is none.
    public func production(named name: String) async throws -> ModelRecord? {
        try await models(named: name, stage: .production, limit: 1).first
    }

    /// The newest version of a name, whatever its stage; nil when there is none.
    public func latest(named name: String) async throws -> ModelRecord? {
        try await models(named: name, limit: 1).first
    }

    /// The model of a name and a version number; nil when there is none.
    public func model(named name: String, version: Int) async throws -> ModelRecord? {
        try await database.read { database in
            try ModelRecord.fetchAll(
                database, where: "model_name = ?1 AND version = ?2", arguments: [name, version], limit: 1
            ).first
        }
    }

    /// How many models stand in each stage; every stage is in the answer.
    public func counts() async throws -> [ModelStage: Int] {
        try await database.read { try ModelStage.counts(in: $0) }
    }

    /// The records of several models, in the order asked for and each once.
    ///
    /// It throws ``RegistryError/notFound(id:)`` and ``RegistryError/tooManyCompared(count:limit:)``.
    public func compare(ids: [String]) async throws -> [ModelRecord] {
        guard ids.count <= limits.comparedModels else {
            throw RegistryError.tooManyCompared(count: ids.count, limit: limits.comparedModels)
        }
        var seen: Set<String> = []
        let distinct = ids.filter { seen.insert($0).inserted }
        return try await database.read { database in
            try distinct.map { try ModelRecord.fetch(database, id: $0) }
        }
    }

    /// What happened to the models of a name, newest first, also to those that are deleted.
    ///
    /// There are at most `limit` lines, and never more than ``Limits/historyRows``. It throws
    /// ``RegistryError/nameNotFound(name:)`` when no model ever had the name.
    public func history(named name: String, limit: Int = .max) async throws -> [StageChange] {
        let bound = min(max(limit, 0), limits.historyRows)
        return try await database.read { database in
            guard try Names.exists(name, in: database) else { throw RegistryError.nameNotFound(name: name) }
            return try StageChange.fetchNewest(database, named: name, limit: bound)
        }
    }

    /// A number that grows with every change to the models, whichever process makes it.
    ///
    /// Reading it costs one row. A daemon compares it with the last one it saw a few times a second, and loads its
    /// models anew when it differs: that is how it learns of `geoclimate model promote` in another process.
    public func revision() async throws -> Int {
        try await database.read { database in
            try Int.fetchOne(database, sql: "SELECT revision FROM registry_revision") ?? 0
        }
    }
}
