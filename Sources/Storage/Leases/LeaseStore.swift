internal import GRDB

/// The durable side of limits: what may have been spent, written before it is.
///
/// Each method is one transaction that is on the disk when it returns; one that throws ``StorageError`` changed nothing.
public struct LeaseStore: Sendable {
    let database: ApplianceDatabase

    /// The leases inside an open database.
    public init(database: ApplianceDatabase) {
        self.database = database
    }

    /// All leases, and the clock that they were written by.
    public func all() async throws -> (clock: LeaseClock, leases: [StoredLease]) {
        try await database.read { database in
            let row = try Row.fetchOne(database, sql: "SELECT day, boot_id FROM limit_clock")
            let clock = try row.map {
                LeaseClock(day: try $0.decode(forColumn: "day"), bootID: try $0.decode(forColumn: "boot_id"))
            }
            let leases = try Row.fetchAll(database, sql: "SELECT * FROM limit_leases").map(StoredLease.init)
            return (clock ?? LeaseClock(day: 0, bootID: ""), leases)
        }
    }

    /// Writes leases over those of the same users and keys, with the day of the clock.
    public func write(_ leases: [StoredLease], day: UInt16) async throws {
        try await database.write { database in
            try Self.upsert(leases, in: database)
            try Self.advance(to: day, in: database)
        }
    }

    /// Puts leases in the place of all that there are: what a start makes of those it found.
    public func replace(with leases: [StoredLease], clock: LeaseClock) async throws {
        try await database.write { database in
            try database.execute(sql: "DELETE FROM limit_leases")
            try Self.upsert(leases, in: database)
            try database.execute(sql: "UPDATE limit_clock SET boot_id = ?", arguments: [clock.bootID])
            try Self.advance(to: clock.day, in: database)
        }
    }

    /// Writes down what was spent exactly, and that nothing else was: a graceful stop.
    public func close(_ closures: [LeaseClosure], day: UInt16) async throws {
        try await database.write { database in
            try database.execute(sql: "UPDATE limit_leases SET debt = 0 WHERE debt > 0")
            let statement = try database.cachedStatement(
                sql: """
                    UPDATE limit_leases SET day = ?, leased = ?, arrival_wall = ?, arrival_boot = ?
                    WHERE kind = ? AND id = ?
                    """)
            for closure in closures {
                try statement.execute(arguments: [
                    Int64(closure.day), Int64(closure.spent), closure.arrivalWall, closure.arrivalBoot,
                    closure.kind.rawValue, closure.id,
                ])
            }
            try Self.advance(to: day, in: database)
        }
    }

    private static func upsert(_ leases: [StoredLease], in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO limit_leases
                    (kind, id, owner_id, day, leased, arrival_wall, arrival_boot, debt, refill)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, id) DO UPDATE SET owner_id = excluded.owner_id, day = excluded.day,
                    leased = excluded.leased, arrival_wall = excluded.arrival_wall,
                    arrival_boot = excluded.arrival_boot, debt = excluded.debt, refill = excluded.refill
                """)
        for lease in leases {
            try statement.execute(arguments: [
                lease.kind.rawValue, lease.id, lease.ownerID, Int64(lease.day), Int64(lease.leased),
                lease.arrivalWall, lease.arrivalBoot, lease.debt, lease.refill,
            ])
        }
    }

    private static func advance(to day: UInt16, in database: Database) throws {
        try database.execute(sql: "UPDATE limit_clock SET day = ?1 WHERE day < ?1", arguments: [Int64(day)])
    }
}

extension StoredLease {
    fileprivate init(_ row: Row) throws {
        let kind: String = try row.decode(forColumn: "kind")
        guard let kind = Kind(rawValue: kind) else { throw DamagedRow(reason: "a lease of the kind '\(kind)'") }
        self.init(
            kind: kind, id: try row.decode(forColumn: "id"), ownerID: try row.decode(forColumn: "owner_id"),
            day: try row.decode(forColumn: "day"), leased: try row.decode(forColumn: "leased"),
            arrivalWall: try row.decode(forColumn: "arrival_wall"),
            arrivalBoot: try row.decode(forColumn: "arrival_boot"), debt: try row.decode(forColumn: "debt"),
            refill: try row.decode(forColumn: "refill"))
    }
}
