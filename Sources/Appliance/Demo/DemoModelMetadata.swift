import JSONText

/// What `aqi.json` says of the demo's model beside its file: how well it predicts, and from what it was trained.
struct DemoModelMetadata: Sendable, Equatable {
    var description = ""
    /// Holdout errors of the model and of the two baselines.
    var metrics: [String: Double] = [:]
    /// Where the data came from and its licence, which the model's users must be able to read.
    var tags: [String: String] = [:]

    /// - Throws: ``JSONError`` when the bytes are not the document that the training script writes.
    init(_ bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "description": description = try reader.readString()
            case "metrics":
                try reader.beginObject()
                while let name = try reader.nextKey() { metrics[name] = try reader.readDouble() }
            case "library", "trained_on": tags[key] = try reader.readString()
            case "training_data":
                try reader.beginObject()
                while let name = try reader.nextKey() { tags["training_data_\(name)"] = try reader.readString() }
            default: try reader.skipValue()
            }
        }
        try reader.finish()
    }
}
