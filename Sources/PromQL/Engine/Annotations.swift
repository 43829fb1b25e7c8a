/// Warnings and infos of a query, each once, in the order of their appearance.
struct Annotations {
    private(set) var warnings: [String] = []
    private(set) var infos: [String] = []
    private var seen: Set<String> = []
    let query: String

    init(query: String) {
        self.query = query
    }

    mutating func warn(_ message: String, at range: SourceRange) {
        add("PromQL warning: " + message, at: range, to: \.warnings)
    }

    mutating func inform(_ message: String, at range: SourceRange) {
        add("PromQL info: " + message, at: range, to: \.infos)
    }

    private mutating func add(
        _ message: String, at range: SourceRange, to list: WritableKeyPath<Annotations, [String]>
    ) {
        let text = "\(message) (\(range.location(in: query)))"
        guard self[keyPath: list].count < Limits.annotations, seen.insert(text).inserted else { return }
        self[keyPath: list].append(text)
    }
}

extension Annotations {
    mutating func invalidQuantile(_ quantile: Double, at range: SourceRange) {
        warn("quantile value should be between 0 and 1, got \(SampleText.general(quantile))", at: range)
    }

    mutating func invalidRatio(_ ratio: Double, cappedTo limit: Double, at range: SourceRange) {
        warn(
            "ratio value should be between -1 and 1, got \(SampleText.general(ratio)), "
                + "capping to \(SampleText.general(limit))", at: range)
    }

    mutating func badBucketLabel(_ value: String, metric: String, at range: SourceRange) {
        warn(
            "bucket label \"le\" is missing or has a malformed value of \(GoQuote.quoted(value))"
                + Self.naming(metric), at: range)
    }

    mutating func forcedMonotonicity(metric: String, at range: SourceRange) {
        inform(
            "input to histogram_quantile needed to be fixed for monotonicity (see "
                + "https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
                + Self.naming(metric), at: range)
    }

    mutating func possibleNonCounter(metric: String, at range: SourceRange) {
        inform(
            "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
                + GoQuote.quoted(metric), at: range)
    }

    private static func naming(_ metric: String) -> String {
        metric.isEmpty ? "" : " for metric name \(GoQuote.quoted(metric))"
    }
}
