@testable import Forms

/// Reads any bytes as a form and as percent-encoded text; what is read, encoded again, must read as the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFormFields(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    if let text = try? FormFields.decoded(bytes) {
        precondition(!text.utf8.contains(0))
        precondition((try? FormFields.decoded(encoded(text))) == text)
        let form = try? FormFields(Array("a=".utf8) + encoded(text))
        precondition(text.isEmpty ? form?["a"] == nil : form?["a"] == text)
    }
    if let form = try? FormFields(bytes) {
        precondition(bytes.split(separator: UInt8(ascii: "&")).count <= Limits.formFields)
        // A second field of a name that is there would say something else.
        if form["a"] != nil { precondition((try? FormFields(bytes + Array("&a=b".utf8))) == nil) }
    }
    return 0
}

/// Every byte as an escape.
private func encoded(_ text: String) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return text.utf8.flatMap { [UInt8(ascii: "%"), digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
}
