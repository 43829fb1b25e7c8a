internal import Foundation
public import Traces

extension OTLPTraces {
    /// The protobuf body of a request that hands spans to another collector: one resource for each service and its attributes.
    ///
    /// `scope` names the instrumentation and its version. Throws ``WireError``.
    public static func request(
        _ spans: [Span], scope: String, version: String
    ) throws(WireError) -> [UInt8] {
        var request = OTLPExportTraceServiceRequest()
        var places: [ResourceKey: Int] = [:]
        for span in spans {
            let key = ResourceKey(service: span.service, attributes: span.resource)
            let place = places[key] ?? request.resourceSpans.count
            if places.updateValue(place, forKey: key) == nil {
                request.resourceSpans.append(resource(key, scope: scope, version: version))
            }
            request.resourceSpans[place].scopeSpans[0].spans.append(OTLPSpan(span))
        }
        return try ProtobufBody.encode(request)
    }

    private struct ResourceKey: Hashable {
        let service: String
        let attributes: [SpanAttribute]
    }

    private static func resource(_ key: ResourceKey, scope: String, version: String) -> OTLPResourceSpans {
        var resource = OTLPResourceSpans()
        let name = SpanAttribute("service.name", key.service)
        resource.resource.attributes = ([name] + key.attributes).map(OTLPKeyValue.init)
        var spans = OTLPScopeSpans()
        spans.scope.name = scope
        spans.scope.version = version
        resource.scopeSpans = [spans]
        return resource
    }
}

extension OTLPSpan {
    fileprivate init(_ span: Span) {
        self.init()
        traceID = Data(span.trace.bytes)
        spanID = Data(span.id.bytes)
        if let parent = span.parent { parentSpanID = Data(parent.bytes) }
        name = span.operation
        kind = SpanKind(rawValue: span.kind.rawValue) ?? .unspecified
        startTimeUnixNano = UInt64(clamping: span.start)
        endTimeUnixNano = UInt64(clamping: span.end)
        attributes = span.attributes.map(OTLPKeyValue.init)
        events = span.events.map { event in
            var message = Event()
            message.timeUnixNano = UInt64(clamping: event.time)
            message.name = event.name
            message.attributes = event.attributes.map(OTLPKeyValue.init)
            return message
        }
        links = span.links.map { link in
            var message = Link()
            message.traceID = Data(link.trace.bytes)
            message.spanID = Data(link.span.bytes)
            message.attributes = link.attributes.map(OTLPKeyValue.init)
            return message
        }
        switch span.status {
        case .unset: break
        case .ok: status.code = .ok
        case .error(let text):
            status.code = .error
            status.message = text
        }
    }
}

extension OTLPKeyValue {
    fileprivate init(_ attribute: SpanAttribute) {
        self.init()
        key = attribute.name
        value.value =
            switch attribute.value {
            case .string(let text): .stringValue(text)
            case .bool(let flag): .boolValue(flag)
            case .int(let number): .intValue(number)
            case .double(let number): .doubleValue(number)
            }
    }
}
