import ArgumentParser
import Foundation
import JSONText
import ObjectStore
import Replication
import Replicator
import Storage

/// `geoclimate replica status`.
struct ReplicaStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the replica has and how old it is.",
        discussion: """
            Example: geoclimate replica status --json

            Reads the lists of the store and one header for each database, and what the data directory noted.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try await CommandSettings.load(global)
        let access = try await ReplicaAccess.open(settings)
        var databases: [ReplicaOverview] = []
        for name in ReplicatedDatabase.all {
            let overview = try await ReplicaOverview.read(name, access: access, directory: settings.dataDirectory)
            if name == ReplicatedDatabase.appliance || overview.end != nil { databases.append(overview) }
        }
        let status = ReplicaStatusText(
            location: access.location.description, databases: databases,
            proof: try ReplicaProofFile.text(in: settings.dataDirectory), now: access.surroundings.now())
        guard !output.json else { return try Console.json { status.encode(to: &$0) } }
        try Console.output(status.text)
    }
}

/// What the store has of one database, and what the directory knows of that.
struct ReplicaOverview: Sendable {
    let name: String
    /// The newest state: its point, and its time in milliseconds since 1970.
    let end: (point: ReplicaPoint, timestamp: Int64)?
    let timelines: Int
    let snapshots: Int
    let runs: Int
    let segments: Int
    let bytes: Int
    let note: ReplicaNote?

    static func read(_ name: String, access: ReplicaAccess, directory: String) async throws -> ReplicaOverview {
        let store = access.store(named: name)
        let contents = try await store.contents(.all)
        let inventory = contents.inventory
        let segments = contents.sizes.keys.count { if case .segment = $0 { true } else { false } }
        var end: (ReplicaPoint, Int64)?
        if let point = inventory.end, let header = try await store.endHeader(of: contents) {
            end = (point, header.timestamp)
        }
        return ReplicaOverview(
            name: name, end: end, timelines: inventory.timelines.count, snapshots: inventory.snapshots.count,
            runs: inventory.runs.count, segments: segments, bytes: contents.sizes.values.reduce(0, +),
            note: try ReplicaNote.load(for: directory + "/" + name))
    }
}

/// The file in which the daemon says when the replica was last proven.
enum ReplicaProofFile {
    static let name = "replica-proof.json"

    /// The file's JSON; nil where there is none.
    static func text(in directory: String) throws -> String? {
        let path = directory + "/" + name
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try CommandFile.read(path, limit: Limits.replicaProofBytes)
        guard (try? JSONSerialization.jsonObject(with: Data(bytes))) is [String: Any] else {
            throw CommandFile.Failure.unreadable(path: path, reason: "it is not the JSON that a daemon writes there")
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// A status, for people and for programs.
struct ReplicaStatusText: Sendable {
    let location: String
    let databases: [ReplicaOverview]
    let proof: String?
    /// Milliseconds since 1970.
    let now: Int64

    var text: String {
        var table = TextTable(header: [
            "DATABASE", "NEWEST", "AGE", "POINT", "TIMELINES", "SNAPSHOTS", "RUNS", "SEGMENTS", "MB",
        ])
        for database in databases {
            table.add([
                database.name,
                database.end.map { Timestamp(millisecondsSince1970: $0.timestamp).description } ?? "none",
                database.end.map { RestoreMoment.age(now - $0.timestamp) } ?? "-",
                database.end.map { "\($0.point.timeline)/\($0.point.sequence)" } ?? "-", "\(database.timelines)",
                "\(database.snapshots)", "\(database.runs)", "\(database.segments)",
                RestoreMoment.decimal(Double(database.bytes) / 1e6, 1),
            ])
        }
        var lines = ["Replica: \(location)", "", table.text, ""]
        for database in databases {
            guard let note = database.note else {
                lines.append("The data directory knows of no replica of \(database.name).")
                continue
            }
            let point = note.lastPoint.map { "its log last began anew at \($0)" } ?? "its log never began anew"
            lines.append(
                "The data directory's \(database.name) has a replica; \(point)."
                    + (note.beginsTimeline ? " The next daemon begins a new timeline." : ""))
        }
        lines.append("Last proof: " + (proof ?? "none is noted in the data directory."))
        return lines.joined(separator: "\n")
    }

    func encode(to json: inout JSONWriter) {
        json.beginObject()
        json.field("location", location)
        json.key("databases")
        json.beginArray()
        for database in databases { encode(database, to: &json) }
        json.endArray()
        json.key("last_proof")
        if let proof { json.verbatim(proof) } else { json.null() }
        json.endObject()
    }

    private func encode(_ database: ReplicaOverview, to json: inout JSONWriter) {
        json.beginObject()
        json.field("name", database.name)
        json.key("newest")
        if let end = database.end {
            json.beginObject()
            json.point(end.point)
            json.field("time", Timestamp(millisecondsSince1970: end.timestamp).description)
            json.field("age_milliseconds", Int(now - end.timestamp))
            json.endObject()
        } else {
            json.null()
        }
        json.field("timelines", database.timelines)
        json.field("snapshots", database.snapshots)
        json.field("runs", database.runs)
        json.field("segments", database.segments)
        json.field("bytes", database.bytes)
        json.key("directory")
        if let note = database.note {
            json.beginObject()
            json.field("database", note.database.description)
            if let point = note.lastPoint { json.point(point) }
            json.field("begins_timeline", note.beginsTimeline)
            json.endObject()
        } else {
            json.null()
        }
        json.endObject()
    }
}

extension JSONWriter {
    /// Writes the members of a point into the object that is open.
    fileprivate mutating func point(_ point: ReplicaPoint) {
        field("timeline", Int(point.timeline))
        field("sequence", Int(clamping: point.sequence))
    }
}
