/// The kind of a metric family, as the exposition formats name it.
public enum MetricKind: String, Sendable {
    /// Only ever goes up, until the process restarts.
    case counter
    /// Goes up and down.
    case gauge
    /// Counts of observations by upper bound, with their sum.
    case histogram
    /// The count and sum of observations, without quantiles.
    case summary
}

/// What is known about a metric family without its values.
public struct MetricDescriptor: Hashable, Sendable {
    /// The full name, a counter's `_total` included.
    public let name: String
    /// One sentence for people; may hold any text.
    public let help: String
    /// How the values behave.
    public let kind: MetricKind
    /// The labels' names, in the order in which samples give their values.
    public let labelNames: [String]

    /// Describes a family; whether it is valid is checked when it is registered.
    public init(_ name: String, _ kind: MetricKind, labels: [String] = [], help: String) {
        self.name = name
        self.kind = kind
        self.labelNames = labels
        self.help = help
    }

    /// The names of the samples that the exposition of this family can contain.
    var sampleNames: [String] {
        switch kind {
        case .counter, .gauge: [name]
        case .histogram: [name, name + "_bucket", name + "_sum", name + "_count"]
        case .summary: [name, name + "_sum", name + "_count"]
        }
    }

    /// Checks the names.
    /// - Throws: `MetricError` with the first thing that is not allowed.
    func validate() throws(MetricError) {
        guard Self.isMetricName(name) else { throw .invalidMetricName(name) }
        guard labelNames.count <= Limits.labelsPerFamily else {
            throw .tooManyLabels(labelNames.count, metric: name)
        }
        var seen: Set<String> = []
        for label in labelNames {
            guard Self.isLabelName(label) else { throw .invalidLabelName(label, metric: name) }
            guard seen.insert(label).inserted else { throw .duplicateLabelName(label, metric: name) }
        }
    }

    private static func isMetricName(_ text: String) -> Bool {
        isName(text, colons: true)
    }

    private static func isLabelName(_ text: String) -> Bool {
        isName(text, colons: false) && !text.hasPrefix("__") && text != "le" && text != "quantile"
    }

    private static func isName(_ text: String, colons: Bool) -> Bool {
        guard (1...Limits.nameBytes).contains(text.utf8.count) else { return false }
        for (position, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): break
            case UInt8(ascii: ":") where colons: break
            case UInt8(ascii: "0")...UInt8(ascii: "9") where position > 0: break
            default: return false
            }
        }
        return true
    }
}
