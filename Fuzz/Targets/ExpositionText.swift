import Signals
import WireFormats

/// Reads any bytes as both exposition texts; what is read must have a name and labels that come back as a set.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzExpositionText(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    for format in Exposition.Format.allCases {
        guard let exposition = try? Exposition(bytes, format: format) else { continue }
        for sample in exposition.samples {
            precondition(sample.labels["__name__"] != nil)
            precondition((try? LabelSet(sample.labels.labels)) == sample.labels)
            precondition(!StaleMarker.isMarker(sample.value))
        }
    }
    return 0
}
