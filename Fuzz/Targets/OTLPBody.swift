import WireFormats

/// Reads any bytes as the protobuf bodies of OTLP and of Loki's push.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOTLPBody(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    for encoding in OTLPEncoding.allCases {
        _ = try? OTLPMetrics(bytes, encoding: encoding)
        _ = try? OTLPLogs(bytes, encoding: encoding, now: 1)
        if let traces = try? OTLPTraces(bytes, encoding: encoding) {
            for span in traces.spans { precondition(span.duration >= 0) }
        }
    }
    _ = try? LogPush(protobuf: bytes)
    return 0
}
