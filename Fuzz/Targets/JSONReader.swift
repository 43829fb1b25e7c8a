import JSONText

/// Skips any bytes as a JSON document; where they are one, its numbers must agree with the standard library's.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSONReader(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    var reader = JSONReader(bytes)
    do {
        try reader.skipValue()
        try reader.finish()
    } catch {
        precondition(0...bytes.count ~= error.offset)
        compareNumber(bytes)
        return 0
    }
    var again = JSONReader(bytes)
    if let text = try? again.readString() {
        var writer = JSONWriter()
        writer.string(text)
        var back = JSONReader(writer.bytes)
        precondition((try? back.readString()) == text)
    }
    compareNumber(bytes)
    return 0
}

private func compareNumber(_ bytes: [UInt8]) {
    var end = 0
    guard let number = DecimalNumber(scanning: bytes, from: &end, grammar: .json) else { return }
    let text = String(decoding: bytes[..<end], as: UTF8.self)
    precondition(number.doubleValue(in: bytes).bitPattern == Double(text)?.bitPattern)
    precondition(number.floatValue(in: bytes).bitPattern == Float(text)?.bitPattern)
}
