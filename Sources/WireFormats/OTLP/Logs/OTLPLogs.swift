internal import Foundation
internal import Signals
internal import Traces

/// What an OTLP logs request holds, as the streams that Loki's OTLP endpoint would make of it.
///
/// Some attributes of the resource are the stream's labels; its others, those of the scope and of the record, and the record's severity and
/// trace are structured metadata; the body is the line. Dots in names become underscores.
/// Source: https://grafana.com/docs/loki/latest/send-data/otel/#format-considerations.
public struct OTLPLogs: Equatable, Sendable {
    /// One stream for each resource; in the request's order.
    public let push: LogPush
    /// What the client is told.
    public let answer: OTLPAnswer

    /// Attributes of a resource that are labels, as in Loki.
    public static let streamAttributes: Set<String> = [
        "cloud.availability_zone", "cloud.region", "container.name", "deployment.environment",
        "deployment.environment.name", "k8s.cluster.name", "k8s.container.name", "k8s.cronjob.name",
        "k8s.daemonset.name", "k8s.deployment.name", "k8s.job.name", "k8s.namespace.name", "k8s.pod.name",
        "k8s.replicaset.name", "k8s.statefulset.name", "service.instance.id", "service.name", "service.namespace",
    ]

    /// Reads the body of a request; `now`, in nanoseconds since 1970, is the time of records that have none.
    ///
    /// A record whose line is too long is rejected alone. Throws ``WireError``.
    public init(_ body: [UInt8], encoding: OTLPEncoding, now: Int64) throws(WireError) {
        let request = try OTLPBody.decode(
            body, as: OTLPExportLogsServiceRequest.self, encoding: encoding, shape: .logs)
        var builder = LogPush.Builder()
        var answer = OTLPAnswer()
        for resource in request.resourceLogs {
            let attributes = resource.resource.attributes
            try builder.begin(try Self.streamLabels(attributes))
            let shared = attributes.filter { !Self.streamAttributes.contains($0.key) }.labels
            for scope in resource.scopeLogs {
                let scoped = shared.merging(scope.scope.metadata) { $1 }
                for record in scope.logRecords {
                    let line = record.body.text
                    guard line.utf8.count <= Limits.maxLineBytes else {
                        answer.rejected += 1
                        answer.message = "A log record's body has more than \(Limits.maxLineBytes) bytes."
                        continue
                    }
                    // What is nearest to the record is kept where there is too much.
                    let metadata = record.metadata.merging(
                        scoped.sorted { $0.key < $1.key }.prefix(Limits.maxStructuredMetadata - record.metadata.count)
                            .map { ($0.key, $0.value) }
                    ) { own, _ in own }
                    try builder.append(
                        nanoseconds: record.nanoseconds ?? now, line: line,
                        metadata: metadata.map { Label($0.key, $0.value) })
                }
            }
        }
        push = LogPush(streams: builder.streams.filter { !$0.entries.isEmpty })
        self.answer = answer
    }

    private static func streamLabels(_ attributes: [OTLPKeyValue]) throws(WireError) -> LabelSet {
        var labels = attributes.filter { streamAttributes.contains($0.key) }.labels
        if labels["service_name", default: ""].isEmpty { labels["service_name"] = "unknown_service" }
        do {
            return try LabelRules.set(labels.map { Label($0.key, $0.value) })
        } catch {
            throw .badLabels(error)
        }
    }
}

extension OTLPInstrumentationScope {
    fileprivate var metadata: [String: String] {
        var metadata = attributes.labels
        if !name.isEmpty { metadata["scope_name"] = name.cut(toBytes: Limits.maxAttributeValueBytes) }
        if !version.isEmpty { metadata["scope_version"] = version.cut(toBytes: Limits.maxAttributeValueBytes) }
        return metadata
    }
}

extension OTLPLogRecord {
    /// When it happened, or else when it was seen; nil where neither is said.
    fileprivate var nanoseconds: Int64? {
        let time = timeUnixNano > 0 ? timeUnixNano : observedTimeUnixNano
        return time > 0 ? Int64(clamping: time) : nil
    }

    fileprivate var metadata: [String: String] {
        // Seven pairs may come on top of the attributes.
        var metadata = Array(attributes.prefix(Limits.maxStructuredMetadata - 7)).labels
        if severityNumber > 0 { metadata["severity_number"] = String(severityNumber) }
        if !severityText.isEmpty {
            metadata["severity_text"] = severityText.cut(toBytes: Limits.maxAttributeValueBytes)
        }
        if let trace = OTLPIdentifier.trace(traceID) { metadata["trace_id"] = trace.description }
        if let span = OTLPIdentifier.span(spanID) { metadata["span_id"] = span.description }
        if flags > 0 { metadata["flags"] = String(flags) }
        if observedTimeUnixNano > 0 { metadata["observed_timestamp"] = String(observedTimeUnixNano) }
        return metadata
    }
}
