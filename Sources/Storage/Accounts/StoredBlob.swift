internal import Foundation
internal import GRDB

/// Bytes as a column of type BLOB holds them.
enum StoredBlob {
    static func value(_ bytes: [UInt8]) -> Data { Data(bytes) }

    static func bytes(_ row: Row, _ column: String) throws -> [UInt8]? {
        try row.decode(Data?.self, forColumn: column).map { [UInt8]($0) }
    }
}
