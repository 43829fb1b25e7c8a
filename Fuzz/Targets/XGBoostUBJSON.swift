@testable import Inference

/// Reads any bytes as a model in XGBoost UBJSON.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzXGBoostUBJSON(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    readAndWalk { try XGBoostUBJSONReader.read(bytes, limits: fuzzLimits) }
    return 0
}
