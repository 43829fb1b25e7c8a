@testable import Inference

/// Reads any bytes as a model in LightGBM text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLightGBMText(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    readAndWalk { try LightGBMTextReader.read(bytes, limits: fuzzLimits) }
    return 0
}
