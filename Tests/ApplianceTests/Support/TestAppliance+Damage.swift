import GRDB
import Storage
import Testing

extension TestAppliance {
    /// Damages a model's stored bytes behind the appliance's back.
    func damageBytes(ofModel model: ModelRecord) throws {
        let queue = try DatabaseQueue(path: directory + "/appliance.db")
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "DROP TRIGGER IF EXISTS model_blobs_fixed")
            try database.execute(
                sql: "UPDATE model_blobs SET zstd = x'28b52ffd' WHERE sha256 = ?", arguments: [model.sha256])
            #expect(database.changesCount == 1)
        }
        try queue.close()
    }
}
