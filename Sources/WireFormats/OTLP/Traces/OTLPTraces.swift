internal import Foundation
public import Traces

/// What an OTLP traces request holds.
public struct OTLPTraces: Equatable, Sendable {
    /// In the request's order.
    public let spans: [Span]
    /// What the client is told: spans without valid ids or a start are rejected.
    public let answer: OTLPAnswer

    /// Reads the body of a request.
    ///
    /// Throws ``WireError``.
    public init(_ body: [UInt8], encoding: OTLPEncoding) throws(WireError) {
        let request = try OTLPBody.decode(
            body, as: OTLPExportTraceServiceRequest.self, encoding: encoding, shape: .traces)
        var spans: [Span] = []
        var answer = OTLPAnswer()
        for resource in request.resourceSpans {
            let attributes = resource.resource.attributes
            let service = attributes.text("service.name").flatMap { $0.isEmpty ? nil : $0 } ?? "unknown_service"
            let others = attributes.filter { $0.key != "service.name" }.spanAttributes
            for scope in resource.scopeSpans {
                for message in scope.spans {
                    guard let span = Span(message, service: service, resource: others) else {
                        answer.rejected += 1
                        answer.message = "A span has no valid trace id, span id or start."
                        continue
                    }
                    spans.append(span)
                }
            }
        }
        self.spans = spans
        self.answer = answer
    }
}

extension Span {
    fileprivate init?(_ message: OTLPSpan, service: String, resource: [SpanAttribute]) {
        guard let trace = OTLPIdentifier.trace(message.traceID), let id = OTLPIdentifier.span(message.spanID),
            message.startTimeUnixNano > 0, let start = Int64(exactly: message.startTimeUnixNano)
        else { return nil }
        let end = Int64(clamping: message.endTimeUnixNano)
        self.init(
            trace: trace, id: id, parent: OTLPIdentifier.span(message.parentSpanID),
            service: service.cut(toBytes: Limits.maxAttributeValueBytes),
            operation: message.name.cut(toBytes: Limits.maxAttributeValueBytes),
            kind: SpanKind(rawValue: message.kind.rawValue) ?? .unspecified, start: start,
            duration: end > start ? end - start : 0, status: SpanStatus(message.status),
            attributes: message.attributes.spanAttributes,
            events: message.events.prefix(Limits.maxAttributes).map(SpanEvent.init),
            links: message.links.prefix(Limits.maxAttributes).compactMap(SpanLink.init), resource: resource)
    }
}

extension SpanStatus {
    fileprivate init(_ message: OTLPStatus) {
        switch message.code {
        case .ok: self = .ok
        case .error: self = .error(message: message.message.cut(toBytes: Limits.maxAttributeValueBytes))
        case .unset, .UNRECOGNIZED: self = .unset
        }
    }
}

extension SpanEvent {
    fileprivate init(_ message: OTLPSpan.Event) {
        self.init(
            time: Int64(clamping: message.timeUnixNano), name: message.name.cut(toBytes: Limits.maxAttributeValueBytes),
            attributes: message.attributes.spanAttributes)
    }
}

extension SpanLink {
    fileprivate init?(_ message: OTLPSpan.Link) {
        guard let trace = OTLPIdentifier.trace(message.traceID), let span = OTLPIdentifier.span(message.spanID) else {
            return nil
        }
        self.init(trace: trace, span: span, attributes: message.attributes.spanAttributes)
    }
}

extension [OTLPKeyValue] {
    /// As many attributes as are kept, with values of the kinds that spans have.
    fileprivate var spanAttributes: [SpanAttribute] {
        prefix(Limits.maxAttributes).map { pair in
            SpanAttribute(pair.key.cut(toBytes: Limits.maxLabelNameBytes), pair.value.spanValue)
        }
    }
}

extension OTLPAnyValue {
    fileprivate var spanValue: SpanAttribute.Value {
        switch value {
        case .boolValue(let value): .bool(value)
        case .intValue(let value): .int(value)
        case .doubleValue(let value): .double(value)
        default: .string(text.cut(toBytes: Limits.maxAttributeValueBytes))
        }
    }
}
