import ArgumentParser
import JSONText
import ObjectStore
import Replication
import Replicator

/// `geoclimate replica snapshot`.
struct ReplicaSnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Make a snapshot in the store out of a verified restore.",
        discussion: """
            Example: geoclimate replica snapshot

            Restores the newest state to a scratch directory, checks it completely, and stores its pages as a new \
            snapshot, from which later restores begin. It needs no data directory and may run while the daemon serves.
            """)

    @OptionGroup var scratch: ScratchOptions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try await CommandSettings.load(global)
        let access = try await ReplicaAccess.open(settings)
        let names = try await access.databases()
        guard !names.isEmpty else { throw ReplicaCommandError.nothing(location: access.location.description) }
        let directory = try ReplicaScratch(in: scratch.scratch)
        defer { directory.remove() }
        var reports: [(String, RestoreReport)] = []
        for name in names {
            Console.message("Restoring \(name) to make its snapshot.")
            let upkeep = access.upkeep(of: name, settings.replica, scratchDirectory: directory.path) {
                Console.message($0.text)
            }
            let report = try await upkeep.prove(snapshot: true) { _ in }
            reports.append((name, report))
            if !output.json {
                try Console.output("\(name): a snapshot of \(report.databasePages) pages at \(report.point).")
            }
        }
        guard output.json else { return }
        let now = access.surroundings.now()
        try Console.json { json in
            json.beginObject()
            json.key("snapshots")
            json.beginArray()
            for (name, report) in reports {
                json.beginObject()
                json.field("database", name)
                json.key("state")
                json.restored(report, at: now)
                json.endObject()
            }
            json.endArray()
            json.endObject()
        }
    }
}
