@testable import Inference

/// Reads any bytes as a model in XGBoost JSON.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzXGBoostJSON(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    readAndWalk { try XGBoostJSONReader.read(bytes, limits: fuzzLimits) }
    return 0
}
