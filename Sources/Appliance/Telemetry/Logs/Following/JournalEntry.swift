import JSONText
import Signals
import Storage

/// A line of `journalctl --output=json`.
///
/// Source: systemd.journal-fields(7) and "Journal JSON Format", https://systemd.io/JOURNAL_EXPORT_FORMATS/: a value is a text, an
/// array of bytes where it is no UTF-8, null where it is too long, or an array of such where the field stands more than once.
struct JournalEntry: Sendable, Equatable {
    /// Where to go on behind it.
    var cursor = ""
    /// Nanoseconds since 1970; nil where the entry has no time.
    var time: Int64?
    /// Nil where the entry has none, or one that is too long.
    var message: [UInt8]?
    var unit = ""
    var identifier = ""
    var process = ""
    /// syslog's number, from 0 for emergencies to 7 for debugging.
    var priority: Int?

    /// Reads a line.
    ///
    /// - Throws: ``JSONError`` for one that is no object.
    init(_ line: [UInt8]) throws(JSONError) {
        var reader = JSONReader(line)
        try reader.beginObject()
        while let name = try reader.nextKey() {
            switch name {
            case "__CURSOR": cursor = Self.text(try Self.value(&reader))
            case "__REALTIME_TIMESTAMP":
                let (nanoseconds, overflow) = (Int64(Self.text(try Self.value(&reader))) ?? -1)
                    .multipliedReportingOverflow(by: 1_000)
                time = overflow || nanoseconds < 0 ? nil : nanoseconds
            case "MESSAGE": message = try Self.value(&reader)
            case "_SYSTEMD_UNIT": unit = Self.text(try Self.value(&reader))
            case "SYSLOG_IDENTIFIER": identifier = Self.text(try Self.value(&reader))
            case "_PID": process = Self.text(try Self.value(&reader))
            case "PRIORITY": priority = Int(Self.text(try Self.value(&reader)))
            default: try reader.skipValue()
            }
        }
        try reader.finish()
    }

    /// The level of its stream, as the daemon names its own.
    var level: String {
        switch priority {
        case 0, 1, 2: "critical"
        case 3: "error"
        case 4: "warning"
        case 5: "notice"
        case 7: "debug"
        default: "info"
        }
    }

    /// The labels of its stream, behind those of its source.
    func stream(_ base: LabelSet) -> LabelSet {
        let stream = base.setting("level", to: level)
        let name = unit.isEmpty ? identifier : unit
        return name.isEmpty ? stream : stream.setting("unit", to: name)
    }

    /// What belongs to the line and is no label.
    var metadata: LabelSet {
        [("syslog_identifier", identifier), ("pid", process)].reduce(.empty) { labels, pair in
            pair.1.isEmpty ? labels : labels.setting(pair.0, to: pair.1)
        }
    }

    /// A field's bytes; the first of several, nil for null.
    private static func value(_ reader: inout JSONReader) throws(JSONError) -> [UInt8]? {
        switch try reader.peek() {
        case .string: return Array(try reader.readString().utf8)
        case .array:
            var bytes: [UInt8] = []
            var first: [UInt8]?
            try reader.beginArray()
            while try reader.nextElement() {
                if try reader.peek() == .number {
                    bytes.append(UInt8(truncatingIfNeeded: try reader.readInt()))
                } else {
                    let value = try value(&reader)
                    first = first ?? value
                }
            }
            return first ?? bytes
        default:
            try reader.skipValue()
            return nil
        }
    }

    private static func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }
}

/// Makes batches of what `journalctl` writes: a decision without effects.
struct JournalReader: Sendable {
    /// Entries to be stored, and where they end.
    struct Batch: Sendable {
        var batches: [LogBatch] = []
        var cursor = ""
        var lines = 0
        /// Lines that were no entries.
        var malformed = 0
        /// Entries without a message that can be stored.
        var empty = 0
    }

    let stream: LabelSet
    let lineBytes: Int
    private var rest: [UInt8] = []
    private var isInsideLongLine = false

    init(stream: LabelSet, lineBytes: Int) {
        self.stream = stream
        self.lineBytes = lineBytes
    }

    /// Takes what has been read, and answers the entries that it completes.
    ///
    /// An entry of more than ``Limits/journalEntryBytes`` is passed over and counted.
    mutating func read(_ bytes: [UInt8]) -> Batch {
        rest += bytes
        var batch = Batch()
        var places: [LabelSet: Int] = [:]
        var start = 0
        while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if isInsideLongLine {
                isInsideLongLine = false
            } else if end > start {
                take(Array(rest[start..<end]), &batch, &places)
            }
            start = end + 1
        }
        rest.removeFirst(start)
        if rest.count > Limits.journalEntryBytes {
            rest = []
            if !isInsideLongLine { batch.malformed += 1 }
            isInsideLongLine = true
        }
        return batch
    }

    private func take(_ line: [UInt8], _ batch: inout Batch, _ places: inout [LabelSet: Int]) {
        guard let entry = try? JournalEntry(line), !entry.cursor.isEmpty, let time = entry.time else {
            batch.malformed += 1
            return
        }
        batch.cursor = entry.cursor
        guard let message = entry.message, !message.isEmpty else {
            batch.empty += 1
            return
        }
        let stream = entry.stream(stream)
        let place = places[stream] ?? batch.batches.count
        if place == batch.batches.count {
            places[stream] = place
            batch.batches.append(LogBatch(stream: stream, entries: []))
        }
        let text = Array(String(decoding: message, as: UTF8.self).utf8)
        batch.batches[place].entries.append(
            NewLogEntry(timestamp: time, line: text, metadata: entry.metadata).truncated(to: lineBytes))
        batch.lines += 1
    }
}
