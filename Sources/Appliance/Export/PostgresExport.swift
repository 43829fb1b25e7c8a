import Access
import Foundation
import Storage

/// Writes what `appliance.db` has into a directory that a PostgreSQL loads.
struct PostgresExport: Sendable {
    /// What was written.
    struct Summary: Sendable {
        var schemaVersion = 0
        var tables: [ExportedTable] = []
        var models: [ExportedModel] = []
        var rows: Int { tables.reduce(0) { $0 + $1.rows } }
    }

    struct ExportedModel: Sendable {
        let record: ModelRecord
        let file: String
    }

    let tiers: [Tier]

    /// Writes tables, models and scripts; everything is of one state of the database.
    ///
    /// Blocks the calling thread, and waits for nothing but the disk.
    func write(_ reader: ExportReader, to directory: ExportDirectory) throws -> Summary {
        var summary = Summary(schemaVersion: try reader.schemaVersion())
        try directory.makeDirectory("data")
        try directory.makeDirectory("models")
        summary.tables.append(
            try table(TierRows.table, TierRows.columns, counter: nil, in: directory) { take in
                for tier in tiers { try take(TierRows.values(tier)) }
            })
        for table in ExportTable.allCases {
            let last = try reader.lastNumber(of: table)
            summary.tables.append(
                try self.table(
                    table.name, table.columns, counter: table.counter.map { ($0, last) }, in: directory
                ) { take in try reader.rows(of: table, take) })
        }
        try reader.models { record, bytes in
            let files = ModelFiles(record: record, bytes: bytes)
            try files.write(to: directory)
            summary.models.append(ExportedModel(record: record, file: files.file))
        }
        try directory.write(Array(PostgresSchema.sql.utf8), to: "schema.sql")
        try directory.write(Array(PostgresScripts.load(summary.tables).utf8), to: "load.sql")
        try directory.write(Array(PostgresScripts.check(summary.tables).utf8), to: "check.sql")
        return summary
    }

    /// Writes one table, row by row.
    private func table(
        _ name: String, _ columns: [ExportColumn], counter: (column: String, last: Int64)?,
        in directory: ExportDirectory, rows: ((_ take: ([ExportValue]) throws -> Void) throws -> Void)
    ) throws -> ExportedTable {
        let path = "data/\(name).copy"
        let file = try directory.open(path)
        var tally = TableTally(columns)
        var line: [UInt8] = []
        try rows { values in
            tally.add(values)
            line.removeAll(keepingCapacity: true)
            for (index, value) in values.enumerated() {
                if index > 0 { line.append(0x09) }
                do throws(CopyText.Refusal) {
                    try CopyText.append(value, as: columns[index].kind, to: &line)
                } catch {
                    throw ExportError(error, table: name, column: columns[index].name, row: tally.rows)
                }
            }
            line.append(0x0A)
            try file.write(line)
        }
        try directory.close(file)
        return ExportedTable(
            name: name, columns: columns.map(\.name), file: path, rows: tally.rows, measures: tally.measures,
            counter: counter)
    }
}

extension ExportError {
    fileprivate init(_ refusal: CopyText.Refusal, table: String, column: String, row: Int) {
        self =
            switch refusal {
            case .zeroByte: .zeroByte(table: table, column: column, row: row)
            case .timeOutOfRange(let milliseconds):
                .timeOutOfRange(table: table, column: column, row: row, milliseconds: milliseconds)
            }
    }
}
