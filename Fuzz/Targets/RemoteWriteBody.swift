import WireFormats

/// Reads any bytes as a remote write, compressed and not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRemoteWriteBody(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    _ = try? RemoteWriteBody(snappy: bytes)
    _ = try? Gzip.decompress(bytes, limit: 1 << 20)
    if let body = try? RemoteWriteBody(protobuf: bytes) {
        for series in body.series { precondition(series.labels["__name__"] != nil) }
        precondition((body.firstRejection == nil) || body.rejectedSamples >= 0)
    }
    return 0
}
