import JSONText
import PromQL
import Signals
import Telemetry

extension JSONWriter {
    /// Exemplars as `/api/v1/query_exemplars` of Prometheus answers them: values are texts, times seconds.
    mutating func exemplars(_ series: [ExemplarRing.Series]) {
        beginArray()
        for one in series {
            beginObject()
            key("seriesLabels")
            labels(one.labels)
            key("exemplars")
            beginArray()
            for exemplar in one.exemplars {
                beginObject()
                key("labels")
                beginObject()
                field("trace_id", exemplar.traceID)
                endObject()
                field("value", SampleText.format(exemplar.value))
                key("timestamp")
                measure(Double(exemplar.milliseconds) / 1_000)
                endObject()
            }
            endArray()
            endObject()
        }
        endArray()
    }
}
