internal import JSONText

@testable internal import Traces

/// Reads any bytes as a block of spans, whose checksum is put right, and as the names of operations beside one.
///
/// Spans that are read must be packed the same again, and be written as Jaeger's JSON.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSpanBlock(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    if let operations = SpanDigest.operations(bytes) {
        precondition(operations.allSatisfy { $0.durations.lowerBound <= $0.durations.upperBound })
    }
    guard let spans = try? SpanBlock.decode(bytes + Hex.bytes(SpanBlock.checksum(bytes[...])).reversed()) else {
        return 0
    }
    let packed = SpanBlock.encode(spans)
    guard let again = try? SpanBlock.decode(packed), again.count == spans.count else {
        preconditionFailure("what was packed cannot be read")
    }
    precondition(SpanBlock.encode(again) == packed)
    for span in spans { precondition(span.duration >= 0 && span.end >= span.start) }
    if let digest = SpanDigest(spans) {
        precondition(SpanDigest.operations(digest.operationBytes) != nil)
        let query = JaegerQuery(service: spans[0].service, range: digest.starts)
        precondition(SpanDigest.mayHold(query, starts: digest.starts, operations: digest.operations))
        _ = spans.filter(query.accepts)
    }
    var writer = JSONWriter()
    JaegerAnswer.traces([spans], to: &writer)
    var reader = JSONReader(writer.bytes)
    guard (try? reader.skipValue()) != nil, (try? reader.finish()) != nil else {
        preconditionFailure("the answer is no JSON")
    }
    return 0
}
