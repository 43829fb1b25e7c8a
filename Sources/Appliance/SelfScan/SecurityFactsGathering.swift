import AsyncHTTPClient
import Foundation
import Storage

/// Gathers what the checks of security look at; it changes nothing but SQLite's own files.
struct SecurityFactsGathering: Sendable {
    let settings: ConfigurationReport
    /// Where a daemon is looked for.
    let url: String
    let clock: ApplianceClock

    func gather() async -> SecurityFacts {
        var facts = SecurityFacts(now: clock.now())
        for entry in settings.entries { facts.settings[entry.key.name] = Self.text(entry.shown) }
        let directory = settings.configuration.dataDirectory
        await gatherDatabase(directory, into: &facts)
        // After the database, which makes files of its own when it is opened.
        facts.files = Self.files(in: directory)
        facts.certificate = CertificateFile.facts(of: facts.settings["server.tls.certificate"] ?? "")
        facts.daemon = await StrangersView(url: url).facts()
        facts.replicaProof = ReplicaProofs.read(in: directory)?.databases[ReplicatedDatabase.appliance]
        facts.unitScore = await UnitScore.read()
        return facts
    }

    private func gatherDatabase(_ directory: String, into facts: inout SecurityFacts) async {
        do {
            try DataChecks.requireDatabase(in: directory)
            let database = try await ApplianceDatabase.openForCommand(in: directory)
            facts.inventory = try await database.securityInventory(at: facts.now)
            facts.inconsistencies = try await database.consistencyProblems()
            facts.audit = try await AuditLog(database: database).verify()
            try await database.close()
        } catch {
            facts.databaseError = "\(error)"
        }
    }

    private static func text(_ value: ConfigurationValue) -> String {
        switch value {
        case .text(let text): text
        case .list(let items): items.joined(separator: ",")
        }
    }

    private static func files(in directory: String) -> [SecurityFacts.File] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return ([(".", directory)] + names.sorted().prefix(Limits.scannedFiles).map { ($0, directory + "/" + $0) })
            .compactMap { name, path in
                let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
                return mode.map { SecurityFacts.File(name: name, mode: $0.intValue & 0o7777) }
            }
    }
}
