import Storage

extension SecurityCheck {
    /// Who may reach the files.
    static let files = [
        SecurityCheck("files.data_directory") { facts in
            guard let directory = facts.files.first(where: { $0.name == "." }) else {
                return .notApplicable("There is no data directory yet.")
            }
            return modes([directory], facts)
        },
        SecurityCheck("files.modes") { facts in
            // The key has a check of its own.
            let files = facts.files.filter { $0.name != "." && $0.name != "audit.key" }
            return files.isEmpty ? .notApplicable("There are no files yet.") : modes(files, facts)
        },
        SecurityCheck("files.audit_key", "13.3.1") { facts in
            guard let key = facts.files.first(where: { $0.name == "audit.key" }) else {
                return .notApplicable("There is no audit.key beside the database.")
            }
            return key.mode & 0o077 == 0
                ? .manual("It lies beside what it signs. A systemd credential keeps it apart; see docs/audit.md.")
                : .fail("Others may read audit.key. Delete it: the next checkpoint makes another and announces it.")
        },
    ]

    private static func modes(_ files: [SecurityFacts.File], _: SecurityFacts) -> SecurityFinding.Verdict {
        let open = files.filter { $0.mode & 0o077 != 0 }.map { "\($0.name) (mode \(String($0.mode, radix: 8)))" }
        guard open.isEmpty else {
            return .fail("Others may reach \(open.joined(separator: ", ")). Run chmod go= on it.")
        }
        return .pass("Nobody but the owner may reach \(files.count == 1 ? "it" : "the \(files.count) files").")
    }

    /// Whether the database is what it should be.
    static let database = [
        ofInventory("database.settings") { inventory, _ in
            let wanted = [
                "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "trusted_schema": "0",
                "cell_size_check": "1", "mmap_size": "0",
            ]
            let wrong = wanted.filter { inventory.settings[$0.key] != $0.value }.keys.sorted()
            return wrong.isEmpty
                ? .pass("Durable, references checked, and the file is not trusted.")
                : .fail("SQLite did not take \(wrong.joined(separator: ", ")).")
        },
        ofInventory("database.schema") { inventory, _ in
            inventory.schemaVersion == inventory.knownSchemaVersion
                ? .pass("Version \(inventory.schemaVersion).")
                : .fail("It has version \(inventory.schemaVersion), this program \(inventory.knownSchemaVersion).")
        },
        ofInventory("database.integrity") { _, facts in
            facts.inconsistencies.isEmpty
                ? .pass("Pages, references, model bytes and history agree.")
                : .fail(facts.inconsistencies.prefix(3).joined(separator: " "))
        },
        SecurityCheck("audit.verifies", "16.4.2") { facts in
            guard let audit = facts.audit else {
                return .notApplicable(facts.databaseError ?? "There is no database yet.")
            }
            guard audit.problems.isEmpty else { return .fail(audit.problems.prefix(3).joined(separator: " ")) }
            return .pass(
                "\(audit.size) \(audit.size == 1 ? "entry" : "entries") and \(Counted.text(audit.checkpoints, "checkpoint")) agree."
            )
        },
        ofInventory("audit.signed", "16.4.2") { inventory, facts in
            guard let audit = facts.audit, audit.size > 0 else { return .notApplicable("The audit log is empty.") }
            guard let at = inventory.checkpointAt else {
                return .fail("Nothing was ever signed. Run geoclimate audit checkpoint.")
            }
            guard audit.unsigned == 0 || facts.days(since: at) < 1 else {
                return .fail("The last \(audit.unsigned) entries are not signed, and the last checkpoint is of \(at).")
            }
            return .pass("The last checkpoint is of \(at); \(audit.unsigned) entries are newer.")
        },
        SecurityCheck("audit.kept_elsewhere", "16.4.3") { facts in
            (facts.audit?.checkpoints ?? 0) == 0
                ? .notApplicable("There is no checkpoint yet.")
                : .manual("Keep checkpoints on another machine: only they show what root changed. See docs/audit.md.")
        },
    ]
}
