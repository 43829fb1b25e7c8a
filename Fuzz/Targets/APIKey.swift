@testable import Access

/// Reads any bytes as an API key.
///
/// What is taken has one spelling, and no other last six characters would do.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAPIKey(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    let text = String(decoding: bytes, as: UTF8.self)
    if let key = try? APIKey(parsing: text) {
        precondition(Array(key.secret.revealed.utf8) == bytes && bytes.count == APIKey.length)
        precondition(text.hasSuffix(key.lastFour))
        var other = bytes
        other[APIKey.length - 1] = other[APIKey.length - 1] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
        precondition((try? APIKey(parsing: String(decoding: other, as: UTF8.self))) == nil)
    }
    // Random characters that the input chooses, with the checksum that belongs to them: always a key.
    var chosen = ChosenBytes(bytes: bytes)
    let made = APIKey(using: &chosen)
    precondition((try? APIKey(parsing: made.secret.revealed)) == made)
    return 0
}

/// Hands out the input as if it were random, then a counter, so that every rejection ends.
private struct ChosenBytes: RandomNumberGenerator {
    let bytes: [UInt8]
    var position = 0

    mutating func next() -> UInt64 {
        position += 1
        guard position <= bytes.count else { return UInt64(position) &* 0x9E37_79B9_7F4A_7C15 }
        return UInt64(bytes[position - 1]) << 56
    }
}
