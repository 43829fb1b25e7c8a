import Inference
import JSONText
import Storage

/// A model of an export: its file and what is known of it.
struct ModelFiles {
    let record: ModelRecord
    let bytes: [UInt8]

    /// Relative to the directory of the export; a name of a model is a name of a directory, too.
    var folder: String { "models/\(record.name)/\(record.version)" }
    var file: String { "\(folder)/model.\(fileExtension)" }

    /// What the libraries themselves call such files; `bin` for a file that no reader knows.
    private var fileExtension: String {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let start = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        return switch try? ModelReader.format(of: start) {
        case .xgboostJSON: "json"
        case .xgboostUBJSON: "ubj"
        case .lightGBMText: "txt"
        case nil: "bin"
        }
    }

    /// `metadata.json`: what the API says of a model, and the name of its file.
    var metadata: [UInt8] {
        JSONWriter.bytes { json in
            json.beginObject()
            json.field("file", String(file.dropFirst(folder.count + 1)))
            json.key("model")
            json.model(record)
            json.endObject()
        } + [UInt8(ascii: "\n")]
    }

    func write(to directory: ExportDirectory) throws(ExportError) {
        try directory.makeDirectory(folder)
        try directory.write(bytes, to: file)
        try directory.write(metadata, to: "\(folder)/metadata.json")
    }
}
