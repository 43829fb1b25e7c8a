import Access

/// Reads any bytes as addresses, blocks and forwarding fields; what is read must read again from its own text, and nothing that a
/// caller puts to the left may change what a trusted proxy wrote.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForwardedHeader(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: unsafe fuzzInput(data, count), as: UTF8.self)
    if let address = IPAddress(text) {
        precondition(IPAddress(address.description) == address)
        precondition(ClientAddress(address).limitKey == ClientAddress(ClientAddress(address).limitKey).limitKey)
    }
    if let range = try? AddressRange(text) {
        precondition((try? AddressRange(range.description)) == range && range.contains(range.first))
    }
    guard let proxy = IPAddress("10.0.0.1"), let trusted = try? AddressRange("10.0.0.0/8") else { return 0 }
    for field in ForwardingField.allCases {
        let proxies = TrustedProxies(ranges: [trusted], field: field)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        _ = proxies.client(of: proxy, values: lines)
        let written = field == .forwarded ? "for=192.0.2.7" : "192.0.2.7"
        precondition(proxies.client(of: proxy, values: [text + ", " + written]).description == "192.0.2.7")
        precondition(proxies.client(of: proxy, values: lines + [written]).description == "192.0.2.7")
    }
    return 0
}
