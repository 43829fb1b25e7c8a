import Access
import Storage

/// A table as it was written.
struct ExportedTable: Sendable, Equatable {
    let name: String
    let columns: [String]
    /// Relative to the directory.
    let file: String
    let rows: Int
    let measures: [Measure]
    /// The identity column and the last number that it has given out; nil where there is none.
    let counter: (column: String, last: Int64)?

    static func == (left: Self, right: Self) -> Bool {
        left.name == right.name && left.columns == right.columns && left.file == right.file && left.rows == right.rows
            && left.measures == right.measures && left.counter?.column == right.counter?.column
            && left.counter?.last == right.counter?.last
    }
}

/// The tiers, which are settings and no rows.
enum TierRows {
    static let table = "tiers"

    static let columns = [
        ExportColumn(name: "name", kind: .text), ExportColumn(name: "requests_per_minute", kind: .integer),
        ExportColumn(name: "burst", kind: .integer), ExportColumn(name: "requests_per_day", kind: .integer),
        ExportColumn(name: "concurrent_requests", kind: .integer),
        ExportColumn(name: "charges_batches_by_row", kind: .boolean),
    ]

    static func values(_ tier: Tier) -> [ExportValue] {
        [
            .text(tier.name), number(tier.requestsPerMinute), number(tier.burst), number(tier.requestsPerDay),
            number(tier.concurrentRequests), .integer(tier.chargesBatchesByRow ? 1 : 0),
        ]
    }

    private static func number(_ number: Int?) -> ExportValue {
        number.map { .integer(Int64($0)) } ?? .null
    }
}
