import GRDB

extension TestAppliance {
    /// What the audit log says, oldest first: `action outcome subject detail`.
    func audited() throws -> [String] {
        let queue = try DatabaseQueue(path: directory + "/appliance.db")
        let lines = try queue.read { database in
            try String.fetchAll(
                database,
                sql: "SELECT action || ' ' || outcome || ' ' || subject || ' ' || detail FROM audit_log ORDER BY seq")
        }
        try queue.close()
        return lines
    }
}
