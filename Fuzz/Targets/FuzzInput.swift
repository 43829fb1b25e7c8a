/// The bytes that libFuzzer hands over, copied out of its buffer.
func fuzzInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> [UInt8] {
    unsafe [UInt8](UnsafeBufferPointer(start: data, count: count))
}
