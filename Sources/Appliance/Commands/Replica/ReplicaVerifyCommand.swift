import ArgumentParser
import ObjectStore
import Replication
import Replicator
import Synchronization

/// `geoclimate replica verify`.
struct ReplicaVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that the replica can be restored.",
        discussion: """
            Example: geoclimate replica verify --full

            Reads some chunks of randomly chosen objects and authenticates them, and with --full restores the newest \
            state to a scratch directory and checks every page of it. Nothing is written to the store. Exit code 2 \
            when something is wrong, 1 when it could not be checked.
            """)

    @Flag(help: "Restore everything and check it, instead of samples.")
    var full = false

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
        var results: [CheckResult] = []
        for name in names { results += try await check(name, access, settings.replica, directory.path) }
        let report = CheckReport(results: results)
        if output.json {
            try Console.json { report.encode(to: &$0) }
        } else {
            try Console.output(report.text)
        }
        guard !report.hasFailures else { throw ExitCode(2) }
    }

    private func check(
        _ name: String, _ access: ReplicaAccess, _ settings: ReplicaSettings, _ directory: String
    ) async throws -> [CheckResult] {
        let events = ReplicaEvents()
        let upkeep = access.upkeep(of: name, settings, scratchDirectory: directory) { events.note($0) }
        let check = "\(name).\(full ? "restore" : "samples")"
        var results: [CheckResult] = []
        do {
            if full {
                let report = try await upkeep.prove(snapshot: false) { _ in }
                results.append(
                    CheckResult(
                        check, .pass,
                        "\(report.point) restores: \(report.databasePages) pages in "
                            + "\(RestoreMoment.age(report.milliseconds))."))
            } else {
                let chunks = try await upkeep.sample().sampledChunks
                results.append(CheckResult(check, .pass, "\(Counted.text(chunks, "chunk")) read, all authentic."))
            }
        } catch let error as ObjectStoreError where error.isTransient {
            // A store that does not answer says nothing about what it keeps.
            throw error
        } catch {
            // Upkeep says more than the error alone, where it says something.
            results = [CheckResult(check, .fail, events.problems.first ?? "\(error)")]
        }
        return results
    }
}

/// Keeps what upkeep complains of.
private final class ReplicaEvents: Sendable {
    private let texts = Mutex<[String]>([])

    /// What was wrong.
    var problems: [String] { texts.withLock(\.self) }

    func note(_ event: ReplicaEvent) {
        if event.level == .alarm { texts.withLock { $0.append(event.text) } } else { Console.message(event.text) }
    }
}
