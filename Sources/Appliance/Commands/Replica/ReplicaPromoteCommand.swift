import ArgumentParser
import Foundation
import JSONText
import ObjectStore
import Storage

/// `geoclimate replica promote`.
struct ReplicaPromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Make a standby the primary, or let a stopped directory go on.",
        discussion: """
            Example: geoclimate replica promote --data-dir ./data

            A daemon stops when another one went on with its replica. If this directory is the one to keep, promote \
            it: the next daemon there begins a new timeline, and the other one is stopped. What only the other one has \
            stays restorable in its own timeline, but is not in this directory.

            A standby ('serve --follow') is told to apply what is in the replica, and starts again as the primary. \
            Without its daemon the newest state of the replica is restored, from where replica.url says.
            """)

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try await CommandSettings.load(global)
        let directory = settings.dataDirectory
        let promotion = StandbyPromoting(directory: directory)
        if try await promotion.isStandby() {
            if !yes { try Self.ask(directory) }
            return try await promotion.run(settings, json: output.json)
        }
        try DataChecks.requireDatabase(in: directory)
        let queue = BlockingQueue(label: "geoclimate.replica.promote")
        let notes = try await queue.run { try Self.notes(in: directory) }
        guard !notes.isEmpty else { throw ReplicaCommandError.noReplica(directory: directory) }
        if !yes { try Self.ask(directory) }
        let names = try await queue.run {
            try ApplianceDatabase.withoutDaemon(in: directory) { try Self.promote(directory) }
        }
        guard !output.json else {
            return try Console.json { json in
                json.beginObject()
                json.field("directory", directory)
                json.key("databases")
                json.beginArray()
                for name in names { json.string(name) }
                json.endArray()
                json.endObject()
            }
        }
        Console.message(
            "The next daemon that serves '\(directory)' begins a new timeline. Start it with 'geoclimate serve'.")
    }

    /// What the directory knows of the replicas of its databases.
    static func notes(in directory: String) throws -> [(name: String, note: ReplicaNote)] {
        try ReplicatedDatabase.all.compactMap { name in
            guard FileManager.default.fileExists(atPath: directory + "/" + name) else { return nil }
            return try ReplicaNote.load(for: directory + "/" + name).map { (name, $0) }
        }
    }

    /// Writes the notes anew; the names of the databases that have one.
    static func promote(_ directory: String) throws -> [String] {
        try notes(in: directory).map { name, note in
            try ReplicaNote(database: note.database, lastPoint: note.lastPoint, beginsTimeline: true)
                .store(for: directory + "/" + name, forgetsWriters: false)
            return name
        }
    }

    private static func ask(_ directory: String) throws {
        guard isatty(STDIN_FILENO) == 1, SystemCalls.isErrorATerminal else {
            throw ValidationError(
                "There is no terminal to ask on. Give --yes if '\(directory)' is the directory to keep.")
        }
        Console.prompt("Is '\(directory)' the one to keep, and may any other writer be stopped? Type yes: ")
        guard readLine()?.trimmingCharacters(in: .whitespaces).lowercased() == "yes" else {
            throw ReplicaCommandError.declined(what: "The directory was not promoted.")
        }
    }
}
