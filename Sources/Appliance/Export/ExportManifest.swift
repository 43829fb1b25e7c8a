import JSONText
import Storage

/// `manifest.json`: what the directory has, for programs.
struct ExportManifest {
    let exportedAt: Timestamp
    let summary: PostgresExport.Summary
    let files: [ExportDirectory.File]
    let metrics: TelemetryExport.Sent?
    let logs: TelemetryExport.Sent?

    var bytes: [UInt8] {
        JSONWriter.bytes { json in
            json.beginObject()
            json.field("format", "geoclimate-postgres")
            json.field("format_version", 1)
            json.field("product_version", ProductVersion.text)
            json.field("schema_version", summary.schemaVersion)
            json.field("exported_at", exportedAt.description)
            list("tables", summary.tables, to: &json, Self.write)
            list("models", summary.models, to: &json, Self.write)
            sent("metrics", metrics, to: &json)
            sent("logs", logs, to: &json)
            list("files", files.sorted { $0.path < $1.path }, to: &json, Self.write)
            json.endObject()
        } + [UInt8(ascii: "\n")]
    }

    private func list<Element>(
        _ name: String, _ elements: [Element], to json: inout JSONWriter,
        _ write: (Element, inout JSONWriter) -> Void
    ) {
        json.key(name)
        json.beginArray()
        for element in elements { write(element, &json) }
        json.endArray()
    }

    private static func write(_ table: ExportedTable, to json: inout JSONWriter) {
        json.beginObject()
        json.field("name", table.name)
        json.field("file", table.file)
        json.field("rows", table.rows)
        // As text: a sum may have more digits than a reader of JSON keeps.
        json.key("measures")
        json.beginObject()
        for measure in table.measures { json.field(measure.name, measure.value) }
        json.endObject()
        json.endObject()
    }

    private static func write(_ model: PostgresExport.ExportedModel, to json: inout JSONWriter) {
        json.beginObject()
        json.field("model_id", model.record.id)
        json.field("model_name", model.record.name)
        json.field("version", model.record.version)
        json.field("stage", model.record.stage.rawValue)
        json.field("file", model.file)
        json.field("sha256", model.record.sha256)
        json.endObject()
    }

    private static func write(_ file: ExportDirectory.File, to json: inout JSONWriter) {
        json.beginObject()
        json.field("path", file.path)
        json.field("bytes", file.bytes)
        json.field("sha256", file.sha256)
        json.endObject()
    }

    private func sent(_ name: String, _ sent: TelemetryExport.Sent?, to json: inout JSONWriter) {
        json.key(name)
        guard let sent else { return json.null() }
        json.beginObject()
        json.field("url", sent.url)
        json.field("taken", sent.taken)
        json.field("refused", sent.refused)
        json.key("refusal")
        if let refusal = sent.refusal { json.string(refusal) } else { json.null() }
        json.field("damaged", sent.damaged)
        json.endObject()
    }
}
