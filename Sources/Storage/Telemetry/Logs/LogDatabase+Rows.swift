internal import Foundation
internal import GRDB

extension Row {
    /// A blob's bytes, or an error where the column holds something else.
    func bytes(_ column: String) throws -> [UInt8] {
        [UInt8](try decode(Data.self, forColumn: column))
    }

    /// A number that has room in 32 bits without a sign.
    func number32(_ column: String) throws -> UInt32 {
        let value = try decode(Int64.self, forColumn: column)
        guard let number = UInt32(exactly: value) else { throw DamagedRow(reason: "\(column) is \(value)") }
        return number
    }
}
