import Storage

/// The columns of a report by some dimensions, as CSV and tables show them.
enum UsageReportColumns {
    /// One cell of a report.
    enum Cell: Equatable {
        case text(String)
        case number(Int64)
        /// Microseconds, shown as seconds.
        case seconds(microseconds: Int64)
        case nothing
    }

    static func names(of dimensions: [UsageDimension]) -> [String] {
        dimensions.flatMap(names)
            + ["requests", "predicted_rows", "bytes_in", "bytes_out", "duration_seconds"]
    }

    static func cells(of group: UsageReport.Group, _ dimensions: [UsageDimension]) -> [Cell] {
        dimensions.flatMap { cells(of: group, $0) } + [
            .number(group.counts.requests), .number(group.counts.rows), .number(group.counts.bytesIn),
            .number(group.counts.bytesOut), .seconds(microseconds: group.counts.microseconds),
        ]
    }

    private static func names(of dimension: UsageDimension) -> [String] {
        switch dimension {
        case .day: ["day"]
        case .user: ["user_id", "username"]
        case .key: ["key_id", "key_name"]
        case .endpoint: ["method", "endpoint"]
        case .model: ["model_id", "model_name"]
        case .status: ["status"]
        }
    }

    /// Nobody, no key, no model and no status, which the database writes as 0 or an empty text, are nothing here.
    private static func cells(of group: UsageReport.Group, _ dimension: UsageDimension) -> [Cell] {
        switch dimension {
        case .day: [group.day.map { .text(Timestamp(daysSince1970: $0).day) } ?? .nothing]
        case .user: [id(group.userID), text(group.username)]
        case .key: [id(group.keyID), text(group.keyName)]
        case .endpoint: [text(group.method), text(group.endpoint)]
        case .model: [text(group.modelID), text(group.modelName)]
        case .status: [id(group.status.map(Int64.init))]
        }
    }

    private static func id(_ number: Int64?) -> Cell {
        number.flatMap { $0 == 0 ? nil : .number($0) } ?? .nothing
    }

    private static func text(_ text: String?) -> Cell {
        text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .nothing
    }
}

extension UsageReportColumns.Cell {
    /// The cell as plain text; empty for nothing.
    var plain: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .seconds(let microseconds): Decimals.fixed(Double(microseconds) / 1e6, places: 6)
        case .nothing: ""
        }
    }
}
