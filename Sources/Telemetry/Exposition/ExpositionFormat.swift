/// A text format in which a scrape is answered.
public enum ExpositionFormat: Sendable, CaseIterable {
    /// Prometheus text, version 0.0.4.
    case prometheusText
    /// OpenMetrics, version 1.0.0.
    case openMetrics

    /// The value of the answer's `Content-Type`.
    public var contentType: String {
        switch self {
        case .prometheusText: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }
}

/// What `GET /metrics` answers.
public enum MetricsRepresentation: Equatable, Sendable {
    /// All series, in a text format.
    case exposition(ExpositionFormat)
    /// A few numbers as one JSON object.
    case jsonSummary

    /// What to answer to a request with this `Accept` header.
    ///
    /// The most specific media range that matches a representation decides its weight (RFC 9110, section 12.5.1). Of
    /// equal weights Prometheus text goes before OpenMetrics and that before JSON. Where nothing matches, Prometheus
    /// text is answered, as scrapers of the field expect, rather than 406. `accept` is the header's value, or nil where
    /// the request has none.
    public static func negotiate(accept: String?) -> MetricsRepresentation {
        guard let accept else { return .exposition(.prometheusText) }
        let ranges = accept.split(separator: ",", maxSplits: Limits.acceptRanges)
            .prefix(Limits.acceptRanges).compactMap { MediaRange($0) }
        var best = (weight: 0.0, representation: MetricsRepresentation.exposition(.prometheusText))
        for candidate in candidates {
            let matching = ranges.compactMap { range in
                range.specificity(for: candidate).map { (specificity: $0, weight: range.weight) }
            }
            // Of equally specific ranges the most welcoming counts, so that a list of versions works.
            let decisive = matching.max { ($0.specificity, $0.weight) < ($1.specificity, $1.weight) }
            if let decisive, decisive.weight > best.weight {
                best = (decisive.weight, candidate.representation)
            }
        }
        return best.representation
    }

    private static var candidates: [Candidate] {
        [
            Candidate(.exposition(.prometheusText), type: "text", subtype: "plain", version: "0.0.4"),
            Candidate(
                .exposition(.openMetrics), type: "application", subtype: "openmetrics-text", version: "1.0.0"),
            Candidate(.jsonSummary, type: "application", subtype: "json", version: nil),
        ]
    }
}

private struct Candidate {
    let representation: MetricsRepresentation
    let type: String
    let subtype: String
    let version: String?

    init(_ representation: MetricsRepresentation, type: String, subtype: String, version: String?) {
        self.representation = representation
        self.type = type
        self.subtype = subtype
        self.version = version
    }
}

/// One element of an `Accept` header.
private struct MediaRange {
    let type: String
    let subtype: String
    let version: String?
    let weight: Double

    init?(_ text: Substring) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
        let names = parts[0].lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2 else { return nil }
        var version: String?
        var weight = 1.0
        for parameter in parts.dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1).map(Self.trimmed)
            guard pair.count == 2 else { continue }
            let value = pair[1].filter { $0 != "\"" }
            switch pair[0].lowercased() {
            case "version": version = value
            case "q":
                guard let number = Double(value), (0...1).contains(number) else { return nil }
                weight = number
            default: break
            }
        }
        self.type = String(names[0])
        self.subtype = String(names[1])
        self.version = version
        self.weight = weight
    }

    /// How closely this range names the candidate, or nil where it does not.
    func specificity(for candidate: Candidate) -> Int? {
        if type == "*", subtype == "*" { return 0 }
        guard type == candidate.type else { return nil }
        if subtype == "*" { return 1 }
        guard subtype == candidate.subtype else { return nil }
        guard let version, candidate.version != nil else { return 2 }
        return version == candidate.version ? 3 : nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}
