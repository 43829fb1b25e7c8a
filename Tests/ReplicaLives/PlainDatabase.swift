package import GRDB
package import Storage

/// A database with any size of pages, captured as the appliance's own are.
package final class PlainDatabase: ReplicaSource {
    package let path: String
    package let limits = Storage.Limits.standard
    package let pool: DatabasePool
    package let ledger = LogLedger()

    /// Opens a database file, or makes one.
    package init(path: String, pageBytes: Int = 4_096) throws {
        self.path = path
        if ReplicaConnection.isReplicated(path) { ledger.hold() }
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            // The second of them writes into a database that has pages, though it changes nothing: the state would be
            // other than the one that was restored.
            let isNew = try Int.fetchOne(database, sql: "PRAGMA page_count") == 0
            if isNew, !database.configuration.readonly {
                try database.execute(sql: "PRAGMA page_size = \(pageBytes)")
                try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            }
            try ReplicaConnection.prepare(database)
        }
        pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    }

    package func onReplicaWriter<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await pool.writeWithoutTransaction(body)
    }
}
