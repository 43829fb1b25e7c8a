import Foundation
import GRDB
import Storage
import Testing

extension TestAppliance {
    /// Damages a model's stored bytes behind the appliance's back; the answer is what they were.
    @discardableResult
    func damageBytes(ofModel model: ModelRecord) throws -> [UInt8] {
        try replaceBytes(ofModel: model, with: [0x28, 0xB5, 0x2F, 0xFD])
    }

    /// Replaces a model's compressed bytes behind the appliance's back; the answer is what they were.
    @discardableResult
    func replaceBytes(ofModel model: ModelRecord, with bytes: [UInt8]) throws -> [UInt8] {
        let queue = try DatabaseQueue(path: directory + "/appliance.db")
        let before = try queue.writeWithoutTransaction { database in
            let before = try Data.fetchOne(
                database, sql: "SELECT zstd FROM model_blobs WHERE sha256 = ?", arguments: [model.sha256])
            try database.execute(sql: "DROP TRIGGER IF EXISTS model_blobs_fixed")
            try database.execute(
                sql: "UPDATE model_blobs SET zstd = ? WHERE sha256 = ?", arguments: [Data(bytes), model.sha256])
            #expect(database.changesCount == 1)
            return before
        }
        try queue.close()
        return Array(try #require(before))
    }
}
