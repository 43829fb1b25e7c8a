import JSONText
import PromQL
import Signals

/// What queries answer, as Prometheus's API writes it: values are texts, since JSON has no NaN.
extension JSONWriter {
    /// `resultType` and `result` of an answer.
    mutating func queryValue(_ value: QueryValue) {
        beginObject()
        switch value {
        case .scalar(let point):
            field("resultType", "scalar")
            key("result")
            pair(point.timestamp, SampleText.format(point.value))
        case .string(let timestamp, let text):
            field("resultType", "string")
            key("result")
            pair(timestamp, text)
        case .vector(let samples):
            field("resultType", "vector")
            key("result")
            beginArray()
            for sample in samples {
                beginObject()
                key("metric")
                labels(sample.labels)
                key("value")
                pair(sample.point.timestamp, SampleText.format(sample.point.value))
                endObject()
            }
            endArray()
        case .matrix(let series):
            field("resultType", "matrix")
            key("result")
            beginArray()
            for one in series {
                beginObject()
                key("metric")
                labels(one.labels)
                key("values")
                beginArray()
                for point in one.points { pair(point.timestamp, SampleText.format(point.value)) }
                endArray()
                endObject()
            }
            endArray()
        }
        endObject()
    }

    /// A label set as an object.
    mutating func labels(_ labels: LabelSet) {
        beginObject()
        for label in labels.labels { field(label.name, label.value) }
        endObject()
    }

    private mutating func pair(_ timestamp: Int64, _ text: String) {
        beginArray()
        verbatim(Self.seconds(timestamp))
        string(text)
        endArray()
    }

    /// Milliseconds as seconds, with three decimals or none.
    static func seconds(_ milliseconds: Int64) -> String {
        let (whole, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
        let sign = milliseconds < 0 ? "-" : ""
        guard rest > 0 else { return sign + String(whole) }
        return "\(sign)\(whole).\(rest < 10 ? "00" : rest < 100 ? "0" : "")\(rest)"
    }
}
