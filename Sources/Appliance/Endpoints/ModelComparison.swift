import JSONText
import Storage

/// Several models side by side: their metrics as a table, one row a metric, one column a model.
struct ModelComparison: Sendable {
    let models: [ModelRecord]
    /// Every metric that at least one of the models has, in alphabetical order.
    let metricNames: [String]

    init(_ models: [ModelRecord]) {
        self.models = models
        metricNames = Set(models.flatMap(\.metrics.keys)).sorted()
    }

    func encode(to json: inout JSONWriter) {
        json.beginObject()
        json.key("models")
        json.beginArray()
        for model in models { json.model(model) }
        json.endArray()
        json.key("metrics")
        json.beginObject()
        for name in metricNames {
            json.key(name)
            json.beginObject()
            for model in models {
                json.key(model.id)
                if let value = model.metrics[name] { json.measure(value) } else { json.null() }
            }
            json.endObject()
        }
        json.endObject()
        json.endObject()
    }
}
