internal import Signals

/// Label sets as Prometheus and Loki write them: `{app="a", level="info"}`.
enum SeriesText {
    static func string(_ labels: LabelSet) -> String {
        "{" + labels.labels.map { "\($0.name)=\(QuotedText.string($0.value))" }.joined(separator: ", ") + "}"
    }
}
