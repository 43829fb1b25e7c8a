internal import Foundation
internal import GRDB

/// Reads the database for another one, all of it in one state; see ``ApplianceDatabase/export(_:)``.
///
/// Rows and models are handed over one at a time, so memory does not grow with what there is.
public struct ExportReader {
    let database: Database
    let limits: Limits

    /// The number of the newest migration that the file has.
    public func schemaVersion() throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    }

    /// Gives the rows of a table to `take`, in the order of its key, each with a value for each column.
    ///
    /// It throws ``StorageError`` where a value is not what its column holds, such as text that is no UTF-8.
    public func rows(of table: ExportTable, _ take: ([ExportValue]) throws -> Void) throws {
        let columns = table.columns
        let rows = try Row.fetchCursor(database, sql: Self.select(table))
        var values: [ExportValue] = []
        values.reserveCapacity(columns.count)
        var number = 0
        while let row = try rows.next() {
            number += 1
            values.removeAll(keepingCapacity: true)
            for (index, column) in columns.enumerated() {
                let stored: DatabaseValue = row[index]
                guard let value = ExportValue(stored, kind: column.kind) else {
                    throw DamagedRow(
                        reason: "\(table.name).\(column.name) of row \(number) holds no \(column.kind.noun)")
                }
                values.append(value)
            }
            try take(values)
        }
    }

    /// The highest number that a table has given out, also to rows that are gone; 0 for none.
    public func lastNumber(of table: ExportTable) throws -> Int64 {
        guard let counter = table.counter else { return 0 }
        let highest =
            try Int64.fetchOne(database, sql: "SELECT coalesce(max(\(counter)), 0) FROM \(table.name)") ?? 0
        let given = try Int64.fetchOne(
            database, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table.name])
        return max(highest, given ?? 0)
    }

    /// Gives all models to `take` in the order of their registration, each with the bytes of its file, checked against
    /// their SHA-256.
    ///
    /// It throws ``RegistryError`` where the bytes are damaged.
    public func models(_ take: (ModelRecord, [UInt8]) throws -> Void) throws {
        let ids = try String.fetchAll(database, sql: "SELECT model_id FROM models ORDER BY sequence")
        for id in ids {
            let record = try ModelRecord.fetch(database, id: id)
            let bytes: [UInt8]
            do {
                bytes = try StoredBytes.fetch(database, modelID: id).verified(limits: limits)
            } catch let damage as StoredBytes.Damage {
                throw RegistryError.bytesDamaged(id: id, sha256: record.sha256, reason: damage.reason)
            }
            try take(record, bytes)
        }
    }

    /// Text is asked for as bytes: a text with a zero byte in it would end there otherwise.
    private static func select(_ table: ExportTable) -> String {
        let columns = table.columns.map { column in
            column.kind == .text || column.kind == .json ? "CAST(\(column.name) AS BLOB)" : column.name
        }
        let source = table == .models ? "models JOIN model_blobs USING (sha256)" : table.name
        return "SELECT \(columns.joined(separator: ", ")) FROM \(source) ORDER BY \(table.key.joined(separator: ", "))"
    }
}

extension ApplianceDatabase {
    /// Runs `body` on one state of the database, whatever is written meanwhile.
    ///
    /// It runs on a queue of the database's own and may block. The write-ahead log grows as long as it lasts, so `body` must
    /// wait for nothing but the disk.
    public func export<Value: Sendable>(
        _ body: @escaping @Sendable (ExportReader) throws -> Value
    ) async throws -> Value {
        try await read { [limits] database in try body(ExportReader(database: database, limits: limits)) }
    }
}

extension ExportValue {
    /// Nil where a column of the kind holds no such value.
    fileprivate init?(_ stored: DatabaseValue, kind: ExportColumn.Kind) {
        switch (stored.storage, kind) {
        case (.null, _): self = .null
        case (.int64(let number), .integer), (.int64(let number), .moment): self = .integer(number)
        case (.int64(let number), .boolean) where number == 0 || number == 1: self = .integer(number)
        case (.int64(let number), .day) where number % 86_400_000 == 0: self = .integer(number)
        case (.blob(let data), .bytes): self = .bytes([UInt8](data))
        case (.blob(let data), .text), (.blob(let data), .json):
            guard let text = String(validating: [UInt8](data), as: UTF8.self) else { return nil }
            self = .text(text)
        default: return nil
        }
    }
}

extension ExportColumn.Kind {
    fileprivate var noun: String {
        switch self {
        case .integer: "whole number"
        case .boolean: "0 or 1"
        case .moment: "time"
        case .day: "day"
        case .text, .json: "UTF-8 text"
        case .bytes: "bytes"
        }
    }
}
