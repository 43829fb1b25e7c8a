/// Writes metric families as Prometheus text or OpenMetrics.
///
/// Formats: prometheus.io/docs/instrumenting/exposition_formats, and the OpenMetrics 1.0 specification.
public struct ExpositionEncoder: Sendable {
    /// The format to write.
    public let format: ExpositionFormat
    /// Labels that every series gets before its own, such as `job` and `instance`.
    public let commonLabels: [(name: String, value: String)]

    /// Writes this format, with these labels on every series.
    public init(_ format: ExpositionFormat, commonLabels: [(name: String, value: String)] = []) {
        self.format = format
        self.commonLabels = commonLabels
    }

    /// The whole answer to a scrape.
    public func encode(_ families: [MetricFamilySnapshot]) -> String {
        var text = ""
        text.reserveCapacity(64 * families.reduce(1) { $0 + $1.samples.count })
        for family in families { encode(family, into: &text) }
        if format == .openMetrics { text += "# EOF\n" }
        return text
    }

    private func encode(_ family: MetricFamilySnapshot, into text: inout String) {
        let descriptor = family.descriptor
        let (name, type) = header(descriptor)
        text += "# HELP \(name) "
        ExpositionText.appendEscaped(descriptor.help, quotes: format == .openMetrics, to: &text)
        text += "\n# TYPE \(name) \(type)\n"
        for sample in family.samples { encode(sample, of: descriptor, into: &text) }
    }

    /// In OpenMetrics a counter's family is named without `_total`; one without it in the first place cannot be a
    /// counter there and is of unknown type.
    private func header(_ descriptor: MetricDescriptor) -> (name: String, type: String) {
        guard format == .openMetrics, descriptor.kind == .counter else {
            return (descriptor.name, descriptor.kind.rawValue)
        }
        let suffix = "_total"
        guard descriptor.name.hasSuffix(suffix) else { return (descriptor.name, "unknown") }
        return (String(descriptor.name.dropLast(suffix.count)), descriptor.kind.rawValue)
    }

    private func encode(_ sample: MetricSample, of descriptor: MetricDescriptor, into text: inout String) {
        let labels = labelText(names: descriptor.labelNames, values: sample.labelValues)
        let name = descriptor.name
        switch sample.value {
        case .integer(let count):
            line(name, labels, String(count), to: &text)
        case .number(let number):
            line(name, labels, ExpositionText.number(number), to: &text)
        case .summary(let count, let sum):
            line(name + "_sum", labels, ExpositionText.number(sum), to: &text)
            line(name + "_count", labels, String(count), to: &text)
        case .histogram(let histogram):
            encode(histogram, name, labels, into: &text)
        }
    }

    private func encode(_ histogram: HistogramValue, _ name: String, _ labels: String, into text: inout String) {
        var cumulative: UInt64 = 0
        let prefix = labels.isEmpty ? "" : labels + ","
        for (position, count) in histogram.counts.enumerated() {
            cumulative &+= count
            let bound =
                position < histogram.bounds.count ? ExpositionText.bound(histogram.bounds[position]) : "+Inf"
            line(
                name + "_bucket", prefix + "le=\"\(bound)\"", String(cumulative),
                exemplar: histogram.exemplar(of: position), to: &text)
        }
        line(name + "_sum", labels, ExpositionText.number(histogram.sum), to: &text)
        line(name + "_count", labels, String(cumulative), to: &text)
    }

    /// Prometheus text has no exemplars.
    private func line(
        _ name: String, _ labels: String, _ value: String, exemplar: Exemplar? = nil, to text: inout String
    ) {
        text += name
        if !labels.isEmpty { text += "{\(labels)}" }
        text += " \(value)"
        if let exemplar, format == .openMetrics {
            text += " # {trace_id=\""
            ExpositionText.appendEscaped(exemplar.traceID, quotes: true, to: &text)
            text += "\"} \(ExpositionText.number(exemplar.value)) \(ExpositionText.seconds(exemplar.milliseconds))"
        }
        text += "\n"
    }

    private func labelText(names: [String], values: [String]) -> String {
        var text = ""
        for (name, value) in commonLabels.map({ ($0.name, $0.value) }) + zip(names, values) {
            if !text.isEmpty { text += "," }
            text += "\(name)=\""
            ExpositionText.appendEscaped(ExpositionText.cut(value), quotes: true, to: &text)
            text += "\""
        }
        return text
    }
}
