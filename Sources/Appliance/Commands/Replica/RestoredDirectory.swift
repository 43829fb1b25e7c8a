import JSONText
import Replication
import Replicator
import Storage

/// What a restore made, and how it compares with the newest state.
struct RestoredDirectory: Sendable {
    /// The newest state of the replica.
    enum Newest: Sendable {
        case known(ObjectHeader)
        case unknown(reason: String)
    }

    /// What became of the database that may be lost.
    enum Telemetry: Sendable {
        /// The store has none.
        case absent
        case restored(RestoreReport)
        case failed(reason: String)
    }

    let directory: String
    let report: RestoreReport
    let newest: Newest
    let telemetry: Telemetry
    /// The secret files beside the databases.
    let files: [String]
    /// In milliseconds since 1970.
    let restoredAt: Int64
    let milliseconds: Int64

    /// Whether it is the newest state; nil when that is not known.
    var isNewest: Bool? {
        guard case .known(let header) = newest else { return nil }
        return header.timeline == report.point.timeline && header.lastSequence == report.point.sequence
    }

    /// Why telemetry is missing, where it is not for want of a replica.
    var telemetryFailure: String? {
        if case .failed(let reason) = telemetry { reason } else { nil }
    }

    /// Sentences for people.
    var text: String {
        let time = Timestamp(millisecondsSince1970: report.timestamp).description
        let age = RestoreMoment.age(restoredAt - report.timestamp)
        let seconds = RestoreMoment.decimal(Double(milliseconds) / 1_000, 1)
        let speed = RestoreProgressBar.speed(bytes: report.downloadedBytes, milliseconds: report.milliseconds)
        var lines = [
            "Restored \(directory) in \(seconds) s (\(speed)): the state of \(time), \(age) old, \(report.point).",
            "Its \(report.databasePages) pages are the ones that were written, and the database is whole.",
        ]
        switch newest {
        case .known(let header) where isNewest == false:
            let last = Timestamp(millisecondsSince1970: header.timestamp)
            lines.append(
                "This is older than the replica on purpose, as was asked: the newest state is of \(last), "
                    + "timeline \(header.timeline), sequence \(header.lastSequence)."
            )
        case .known: lines.append("It is the newest state of the replica.")
        case .unknown(let reason):
            lines.append("Whether there is a newer state is not known: \(reason)")
        }
        switch telemetry {
        case .absent: lines.append("The replica has no telemetry; a new telemetry.db will begin empty.")
        case .restored(let report):
            lines.append(
                "Restored telemetry.db as well: the state of \(Timestamp(millisecondsSince1970: report.timestamp)).")
        case .failed(let reason):
            lines.append("telemetry.db could not be restored, the rest is complete: \(reason)")
        }
        if !files.isEmpty { lines.append("Secret files: \(files.sorted().joined(separator: ", ")).") }
        lines.append("The next daemon there begins a new timeline, and stops the one that wrote before.")
        return lines.joined(separator: "\n")
    }

    /// The same for programs.
    func encode(to json: inout JSONWriter) {
        json.beginObject()
        json.field("directory", directory)
        json.key("appliance")
        json.restored(report, at: restoredAt)
        json.key("is_newest")
        if let isNewest { json.bool(isNewest) } else { json.null() }
        json.key("telemetry")
        if case .restored(let report) = telemetry { json.restored(report, at: restoredAt) } else { json.null() }
        json.key("telemetry_failure")
        if let telemetryFailure { json.string(telemetryFailure) } else { json.null() }
        json.key("files")
        json.beginArray()
        for file in files.sorted() { json.string(file) }
        json.endArray()
        json.field("milliseconds", Int(milliseconds))
        json.endObject()
    }
}

extension JSONWriter {
    /// Writes what a restore of one database made; `now` in milliseconds since 1970.
    mutating func restored(_ report: RestoreReport, at now: Int64) {
        beginObject()
        field("timeline", Int(report.point.timeline))
        field("sequence", Int(clamping: report.point.sequence))
        field("time", Timestamp(millisecondsSince1970: report.timestamp).description)
        field("age_milliseconds", Int(now - report.timestamp))
        field("pages", Int(report.databasePages))
        field("hash", report.hash.description)
        field("downloaded_bytes", report.downloadedBytes)
        field("milliseconds", Int(report.milliseconds))
        endObject()
    }
}
