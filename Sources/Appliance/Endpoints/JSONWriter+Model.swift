import JSONText
import Storage

extension JSONWriter {
    /// A registered model as every answer and every command prints it.
    mutating func model(_ model: ModelRecord) {
        beginObject()
        field("model_id", model.id)
        field("model_name", model.name)
        field("version", model.version)
        field("model_type", model.modelType)
        field("task_type", model.taskType)
        field("stage", model.stage.rawValue)
        key("metrics")
        beginObject()
        for (name, value) in model.metrics.sorted(by: { $0.key < $1.key }) {
            key(name)
            measure(value)
        }
        endObject()
        field("created_at", model.createdAt.description)
        field("created_by", model.createdBy)
        key("feature_columns")
        beginArray()
        for column in model.featureColumns { string(column) }
        endArray()
        texts("hyperparameters", model.hyperparameters)
        texts("tags", model.tags)
        field("description", model.description)
        field("sha256", model.sha256)
        field("size_bytes", model.sizeBytes)
        endObject()
    }

    private mutating func texts(_ name: String, _ values: [String: String]) {
        key(name)
        beginObject()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { field(name, value) }
        endObject()
    }
}
