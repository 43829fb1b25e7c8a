import JSONText
import PromQL
import Signals
import Storage

/// What a query answers, for people: lines, and charts where there is a terminal wide enough.
struct QueryText {
    /// Columns of the terminal; nil where the output is none.
    let width: Int?

    func text(of value: QueryValue, over range: QueryRange?) -> String {
        switch value {
        case .scalar(let point): return SampleText.format(point.value) + "\n"
        case .string(_, let text): return text + "\n"
        case .vector(let samples):
            return samples.map { "\(Self.name($0.labels)) \(SampleText.format($0.point.value))\n" }.joined()
        case .matrix(let series):
            if let range, let width, width >= Limits.leastChartColumns { return charts(series, range, width) }
            return series.map { one in
                one.points.reduce(into: Self.name(one.labels) + "\n") { text, point in
                    text += "  \(Self.time(point.timestamp)) \(SampleText.format(point.value))\n"
                }
            }.joined()
        }
    }

    private func charts(_ series: [MatrixSeries], _ range: QueryRange, _ width: Int) -> String {
        var text = ""
        for one in series.prefix(Limits.chartedSeries) {
            let chart = BrailleChart(
                points: one.points.map { (Double($0.timestamp), $0.value) }, from: Double(range.start),
                through: Double(range.end), columns: min(width, Limits.mostChartColumns) - Self.margin,
                rows: Limits.chartRows)
            text += Self.name(one.labels) + "\n"
            for (row, line) in chart.lines.enumerated() {
                let label =
                    row == 0 ? Self.short(chart.highest) : row == chart.lines.count - 1 ? Self.short(chart.lowest) : ""
                text +=
                    String(repeating: " ", count: max(0, Self.margin - 2 - label.count)) + label + " ┤" + line + "\n"
            }
            text +=
                String(repeating: " ", count: Self.margin - 1)
                + "\(Self.time(range.start)) … \(Self.time(range.end))\n"
        }
        let rest = series.count - min(series.count, Limits.chartedSeries)
        if rest > 0 { text += "… and \(rest) series more; --json prints all of them.\n" }
        return text
    }

    /// Columns left of a chart.
    private static let margin = 12

    private static func short(_ value: Double) -> String {
        let text = SampleText.format(value)
        guard text.count > margin - 2 else { return text }
        let plain = value.description
        return plain.count > margin - 2 ? String(plain.prefix(margin - 3)) + "…" : plain
    }

    private static func time(_ milliseconds: Int64) -> String {
        Timestamp(millisecondsSince1970: milliseconds).description
    }

    /// `name{label="value"}`.
    static func name(_ labels: LabelSet) -> String {
        let name = labels["__name__"] ?? ""
        let others = labels.labels.filter { $0.name != "__name__" }
        guard !others.isEmpty || name.isEmpty else { return name }
        let inner = others.map { label in
            "\(label.name)=" + String(decoding: JSONWriter.bytes { $0.string(label.value) }, as: UTF8.self)
        }
        return "\(name){\(inner.joined(separator: ", "))}"
    }
}
