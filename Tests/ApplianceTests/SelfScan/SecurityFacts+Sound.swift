@testable import Storage

extension SecurityInventory {
    /// What a well-kept database says.
    static let sound = SecurityInventory(
        settings: [
            "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "trusted_schema": "0",
            "cell_size_check": "1", "mmap_size": "0",
        ],
        schemaVersion: 8, knownSchemaVersion: 8, accounts: 3, enabledAccounts: 3,
        passwordHashes: ["$scrypt$ln=14,r=8,p=5": 3], administrators: 1, administratorsWithoutSecondFactor: 0,
        liveKeys: 2, neverExpiringKeys: 0, liveKeysOfDisabledAccounts: 0, oldestLiveKey: day(-10),
        signingKeyChangedAt: day(-10), checkpointAt: day(0))

    private static func day(_ day: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: 1_735_689_600_000 + Int64(day) * 86_400_000)
    }
}

extension AuditVerification {
    static let sound = AuditVerification(size: 9, root: [], checkpoints: 2, unsigned: 0, problems: [], notes: [])
    static let unsigned = AuditVerification(size: 9, root: [], checkpoints: 2, unsigned: 3, problems: [], notes: [])
    static let broken = AuditVerification(
        size: 9, root: [], checkpoints: 2, unsigned: 0, problems: ["Entry 4 is not the one that was recorded."],
        notes: [])
}
