import ArgumentParser
import Foundation
import Replicator

/// `geoclimate replica restore`.
struct ReplicaRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Restore the databases and secret files into a directory.",
        discussion: """
            Example: geoclimate replica restore --to ./restored --at -15m

            Restores the newest state, or the last one at or before a time. Every page, the chain of changes and the \
            database itself are checked before anything appears; a directory that has a database is left alone. Serve \
            the result with 'geoclimate serve --data-dir DIR'.
            """)

    @Option(help: ArgumentHelp("Restore into this directory, which is made where it is missing.", valueName: "dir"))
    var to: String

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The state of this moment: a time such as 2026-03-01T12:00:00Z, or an age such as -15m or -2h.",
            valueName: "time"))
    var at: String?

    @Option(help: ArgumentHelp("The state behind this sequence number of the newest timeline.", valueName: "n"))
    var seq: UInt64?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if at != nil, seq != nil { throw ValidationError("Choose one of --at and --seq.") }
        _ = try target(now: .max)
    }

    func run() async throws {
        let settings = try await CommandSettings.load(global)
        let access = try await ReplicaAccess.open(settings)
        let target = try target(now: access.surroundings.now())
        let restored = try await RestoreOnTerminal.run(access, target, to: to)
        if output.json {
            try Console.json { restored.encode(to: &$0) }
        } else {
            Console.message(restored.text)
        }
        guard restored.telemetryFailure == nil else {
            if output.json { Console.message(restored.text) }
            throw ExitCode(1)
        }
    }

    /// What the options ask for; ages count back from `now`, in milliseconds since 1970.
    func target(now: Int64) throws -> RestoreTarget {
        if let seq { return .sequence(seq) }
        guard let at else { return .newest }
        guard let time = RestoreMoment.milliseconds(at, now: now) else {
            throw ValidationError(
                "--at: '\(at)' is neither a time such as 2026-03-01T12:00:00Z nor an age such as -15m, -2h or -1d.")
        }
        return .time(time)
    }
}

/// A restore with a progress bar where there is a terminal.
enum RestoreOnTerminal {
    static func run(
        _ access: ReplicaAccess, _ target: RestoreTarget, to directory: String
    ) async throws -> RestoredDirectory {
        let bars = ReplicatedDatabase.all.map { name in
            (
                name,
                RestoreProgressBar(
                    name, isShown: SystemCalls.isErrorATerminal, milliseconds: access.surroundings.elapsed)
            )
        }
        defer { for (_, bar) in bars { bar.end() } }
        return try await DirectoryRestore(access: access) { name, progress in
            for (other, bar) in bars where other == name {
                bar.show(progress)
                if progress.pages >= progress.pagesInAll, case .checking = progress.phase { bar.end() }
            }
        }.run(target, to: directory)
    }
}
