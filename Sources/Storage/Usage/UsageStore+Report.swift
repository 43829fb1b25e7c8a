internal import GRDB

extension UsageStore {
    /// Sums up usage; the groups, their number and the total are of one state of the database.
    public func report(_ query: UsageQuery) async throws -> UsageReport {
        try await database.read { [limits] database in
            let source = Source(query)
            let columns = query.dimensions.flatMap { source.columns(of: $0) }
            var report = UsageReport(groups: [], groupCount: 0, total: .zero)
            let sums = Self.sums
            if let row = try Row.fetchOne(
                database, sql: "SELECT \(sums) FROM \(source.rows)", arguments: source.arguments)
            {
                report.total = try UsageCounts(row)
            }
            guard !columns.isEmpty else {
                report.groups = [UsageReport.Group(counts: report.total)]
                report.groupCount = 1
                return report
            }
            let names = columns.map(\.name).joined(separator: ", ")
            let grouped = columns.map { "\($0.expression) AS \($0.name)" }.joined(separator: ", ")
            report.groupCount =
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM (SELECT DISTINCT \(grouped) FROM \(source.rows))",
                    arguments: source.arguments) ?? 0
            let first = query.dimensions.contains(.day) ? "day, " : ""
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(grouped), \(sums) FROM \(source.rows) GROUP BY \(names)
                    ORDER BY \(first)sum(requests) DESC, \(names) LIMIT ? OFFSET ?
                    """,
                arguments: source.arguments + [
                    min(max(query.limit, 0), limits.usageReportRows), max(query.offset, 0),
                ])
            report.groups = try rows.map { try UsageReport.Group($0, query.dimensions, database) }
            return report
        }
    }

    private static var sums: String {
        """
        coalesce(sum(requests), 0), coalesce(sum(predicted_rows), 0), coalesce(sum(bytes_in), 0),
        coalesce(sum(bytes_out), 0), coalesce(sum(microseconds), 0)
        """
    }
}

/// The rows that a query is about, and what its dimensions are called in them.
private struct Source {
    /// What stands behind FROM.
    let rows: String
    let arguments: StatementArguments
    private let day: String

    init(_ query: UsageQuery) {
        let ofUser = query.userID == nil ? "" : " AND user_id = ?"
        let user: StatementArguments = query.userID.map { [$0] } ?? []
        switch query.period {
        case .days(let days):
            rows = "usage_days WHERE day BETWEEN ? AND ?" + ofUser
            arguments = [days.lowerBound &* 86_400_000, days.upperBound &* 86_400_000] + user
            day = "day / 86400000"
        case .minutes(let minutes):
            rows = "usage_minutes WHERE minute >= ? AND minute < ?" + ofUser
            arguments = [minutes.lowerBound &* 60_000, minutes.upperBound &* 60_000] + user
            day = "minute / 86400000"
        }
    }

    func columns(of dimension: UsageDimension) -> [(name: String, expression: String)] {
        switch dimension {
        case .day: [("day", day)]
        case .user: [("user_id", "user_id")]
        case .key: [("key_id", "key_id")]
        case .endpoint: [("endpoint", "endpoint"), ("method", "method")]
        case .model: [("model_id", "model_id")]
        case .status: [("status", "status")]
        }
    }
}

extension UsageCounts {
    /// The last five columns of a row.
    fileprivate init(_ row: Row) throws {
        let first = row.count - 5
        self.init(
            requests: try row.decode(atIndex: first), rows: try row.decode(atIndex: first + 1),
            bytesIn: try row.decode(atIndex: first + 2), bytesOut: try row.decode(atIndex: first + 3),
            microseconds: try row.decode(atIndex: first + 4))
    }
}

extension UsageReport.Group {
    fileprivate init(_ row: Row, _ dimensions: [UsageDimension], _ database: Database) throws {
        self.init(counts: try UsageCounts(row))
        for dimension in dimensions {
            switch dimension {
            case .day: day = try row.decode(forColumn: "day")
            case .status: status = try row.decode(forColumn: "status")
            case .user:
                userID = try row.decode(forColumn: "user_id")
                username = try UsageNames.user(userID, database)
            case .key:
                keyID = try row.decode(forColumn: "key_id")
                keyName = try UsageNames.key(keyID, database)
            case .endpoint:
                endpoint = try row.decode(forColumn: "endpoint")
                method = try row.decode(forColumn: "method")
            case .model:
                modelID = try row.decode(forColumn: "model_id")
                modelName = try UsageNames.model(modelID, database)
            }
        }
    }
}

/// What the ids in usage are called, now or when they were last there.
private enum UsageNames {
    static func user(_ id: Int64?, _ database: Database) throws -> String? {
        try name(
            id,
            """
            SELECT coalesce((SELECT username FROM users WHERE id = ?1),
                (SELECT name FROM usage_names WHERE kind = 'user' AND id = ?1))
            """, database)
    }

    static func key(_ id: Int64?, _ database: Database) throws -> String? {
        try name(
            id,
            """
            SELECT coalesce((SELECT name FROM api_keys WHERE id = ?1),
                (SELECT name FROM usage_names WHERE kind = 'key' AND id = ?1))
            """, database)
    }

    /// The history of models outlives them, so it has every name.
    static func model(_ id: String?, _ database: Database) throws -> String? {
        try name(
            id, "SELECT model_name || '@v' || version FROM model_history WHERE model_id = ?1 LIMIT 1", database)
    }

    private static func name(
        _ id: (some DatabaseValueConvertible)?, _ sql: String, _ database: Database
    ) throws -> String? {
        guard let id else { return nil }
        return try String.fetchOne(database.cachedStatement(sql: sql), arguments: [id])
    }
}
