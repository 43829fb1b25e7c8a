/// Which fields of a message are messages themselves: enough to count them before any is decoded.
protocol MessageShape {
    /// What the field of that number holds; nil where it is no message.
    func nested(_ field: Int) -> Self?
}

/// The messages of Loki's push request.
enum LokiShape: MessageShape {
    case request, stream, entry, leaf

    func nested(_ field: Int) -> LokiShape? {
        switch (self, field) {
        case (.request, 1): .stream
        case (.stream, 2): .entry
        case (.entry, 1), (.entry, 3): .leaf
        default: nil
        }
    }
}

/// The messages of a remote-read request.
enum ReadShape: MessageShape {
    case request, query, leaf

    func nested(_ field: Int) -> ReadShape? {
        switch (self, field) {
        case (.request, 1): .query
        case (.query, 3): .leaf
        default: nil
        }
    }
}

/// The messages of the three OTLP requests.
enum OTLPShape: MessageShape {
    case metrics, resourceMetrics, scopeMetrics, metric, numbers, histograms, exponentials, summaries
    case number, histogram, summary
    case logs, resourceLogs, scopeLogs, record
    case traces, resourceSpans, scopeSpans, span, event, link
    case resource, scope, attribute, value, values, pairs, leaf

    func nested(_ field: Int) -> OTLPShape? {
        switch (self, field) {
        case (.metrics, 1): .resourceMetrics
        case (.logs, 1): .resourceLogs
        case (.traces, 1): .resourceSpans
        case (.resourceMetrics, 1), (.resourceLogs, 1), (.resourceSpans, 1): .resource
        case (.resourceMetrics, 2): .scopeMetrics
        case (.resourceLogs, 2): .scopeLogs
        case (.resourceSpans, 2): .scopeSpans
        case (.scopeMetrics, 1), (.scopeLogs, 1), (.scopeSpans, 1): .scope
        case (.scopeMetrics, 2): .metric
        case (.scopeLogs, 2): .record
        case (.scopeSpans, 2): .span
        case (.metric, 5), (.metric, 7): .numbers
        case (.metric, 9): .histograms
        case (.metric, 10): .exponentials
        case (.metric, 11): .summaries
        case (.numbers, 1): .number
        case (.histograms, 1): .histogram
        case (.exponentials, 1): .leaf
        case (.summaries, 1): .summary
        case (.summary, 6): .leaf
        case (.span, 11): .event
        case (.span, 13): .link
        case (.span, 15): .leaf
        case (.record, 5), (.attribute, 2), (.values, 1): .value
        case (.value, 5): .values
        case (.value, 6): .pairs
        case (.resource, 1), (.scope, 3), (.number, 7), (.histogram, 9), (.summary, 7), (.record, 6), (.span, 9),
            (.event, 3), (.link, 4), (.pairs, 1):
            .attribute
        default: nil
        }
    }
}
