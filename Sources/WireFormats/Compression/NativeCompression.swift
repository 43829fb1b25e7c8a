internal import CSnappy
internal import CZlib

/// The calls into libsnappy and zlib: the only unsafe code of this target.
enum NativeCompression {
    /// The content of a snappy block that declares `length` bytes; nil where its elements do not give that.
    static func snappyContent(_ block: [UInt8], length: Int) -> [UInt8]? {
        var isComplete = false
        let content = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            isComplete = unsafe block.withUnsafeBytes { block in
                guard let input = unsafe block.bindMemory(to: CChar.self).baseAddress else { return false }
                guard let start = buffer.baseAddress else {
                    return unsafe snappy_validate_compressed_buffer(input, block.count) == SNAPPY_OK
                }
                return unsafe start.withMemoryRebound(to: CChar.self, capacity: length) { output in
                    var written = length
                    let status = unsafe snappy_uncompress(input, block.count, output, &written)
                    return status == SNAPPY_OK && written == length
                }
            }
            // A damaged block leaves bytes unwritten: they never become part of an array.
            count = isComplete ? length : 0
        }
        return isComplete ? content : nil
    }

    static func snappyBlock(_ content: [UInt8]) -> [UInt8]? {
        let capacity = snappy_max_compressed_length(content.count)
        var isComplete = false
        let block = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = 0
            guard let start = buffer.baseAddress else { return }
            count = unsafe start.withMemoryRebound(to: CChar.self, capacity: capacity) { output in
                unsafe content.withUnsafeBytes { bytes in
                    // An empty array has no address, and libsnappy reads none of its bytes.
                    guard let input = unsafe bytes.bindMemory(to: CChar.self).baseAddress else { return 0 }
                    var written = capacity
                    let status = unsafe snappy_compress(input, bytes.count, output, &written)
                    isComplete = status == SNAPPY_OK
                    return isComplete ? written : 0
                }
            }
        }
        if content.isEmpty { return [0] }
        return isComplete ? block : nil
    }

    enum InflateOutcome {
        case finished, tooLarge, truncated, malformed
    }

    /// Inflates one gzip or zlib member from `offset` on, which moves behind it, onto the end of `content`.
    static func inflate(
        _ body: [UInt8], from offset: inout Int, into content: inout [UInt8], limit: Int
    ) -> InflateOutcome {
        var stream = unsafe z_stream()
        // 15 bits of window, and 32 for "gzip or zlib, as the header says".
        let status = unsafe inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { return .malformed }
        defer { unsafe _ = inflateEnd(&stream) }

        let start = offset
        return unsafe body.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return .truncated }
            unsafe stream.next_in = UnsafeMutablePointer(mutating: base + start)
            unsafe stream.avail_in = UInt32(clamping: bytes.count - start)
            let chunk = 64 << 10
            while true {
                var result = Z_OK
                let piece = unsafe [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
                    unsafe stream.next_out = buffer.baseAddress
                    unsafe stream.avail_out = UInt32(chunk)
                    result = unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
                    count = unsafe chunk - Int(stream.avail_out)
                }
                guard content.count + piece.count <= limit else { return .tooLarge }
                content.append(contentsOf: piece)
                switch result {
                case Z_STREAM_END:
                    offset = unsafe bytes.count - Int(stream.avail_in)
                    return .finished
                case Z_OK: continue
                // No progress is possible: the input is used up.
                case Z_BUF_ERROR: return .truncated
                default: return .malformed
                }
            }
        }
    }

    static func deflated(_ content: [UInt8]) -> [UInt8]? {
        var stream = unsafe z_stream()
        // 15 bits of window, and 16 for a gzip header.
        let status = unsafe deflateInit2_(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            CInt(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { return nil }
        defer { unsafe _ = deflateEnd(&stream) }
        let capacity = unsafe Int(deflateBound(&stream, UInt(content.count)))
        var isComplete = false
        let body = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            unsafe content.withUnsafeBufferPointer { bytes in
                unsafe stream.next_in = bytes.baseAddress.map { unsafe UnsafeMutablePointer(mutating: $0) }
                unsafe stream.avail_in = UInt32(clamping: bytes.count)
                unsafe stream.next_out = buffer.baseAddress
                unsafe stream.avail_out = UInt32(clamping: capacity)
                isComplete = unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
            count = unsafe isComplete ? capacity - Int(stream.avail_out) : 0
        }
        return isComplete ? body : nil
    }
}
