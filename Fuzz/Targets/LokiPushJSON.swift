import WireFormats

/// Reads any bytes as a push to Loki, and as a stream's labels; what is read must have labels.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLokiPushJSON(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    if let push = try? LogPush(json: bytes) {
        for stream in push.streams { precondition(!stream.labels.labels.isEmpty) }
    }
    if let labels = try? StreamLabels.parse(String(decoding: bytes, as: UTF8.self)) {
        precondition(labels.labels.count <= Limits.maxLabels)
    }
    return 0
}
