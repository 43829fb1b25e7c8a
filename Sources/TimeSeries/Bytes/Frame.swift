internal import CZstd

/// One frame of zstd (RFC 8878); the only file of this target that calls unsafe code.
enum Frame {
    /// The frame that holds bytes and declares how many.
    static func compress(_ bytes: [UInt8], level: Int32) throws(BlockError) -> [UInt8] {
        let capacity = ZSTD_compressBound(bytes.count)
        guard ZSTD_isError(capacity) == 0 else { throw .noMemory }
        var failed = false
        let frame = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            let size = unsafe bytes.withUnsafeBytes { input in
                unsafe ZSTD_compress(output.baseAddress, capacity, input.baseAddress, input.count, level)
            }
            failed = ZSTD_isError(size) != 0
            count = failed ? 0 : size
        }
        guard !failed else { throw .noMemory }
        return frame
    }

    /// What the frame in a part of some bytes holds: exactly so many bytes, which the caller has checked against a limit.
    static func decompress(_ bytes: [UInt8], _ range: Range<Int>, holding size: Int) throws(BlockError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { throw .truncated }
        let declared = unsafe bytes.withUnsafeBytes { input in
            unsafe ZSTD_getFrameContentSize(input.baseAddress?.advanced(by: range.lowerBound), range.count)
        }
        guard declared == UInt64(size) else { throw .malformed("a frame does not hold what the block says") }
        var found: Int?
        let content = unsafe [UInt8](unsafeUninitializedCapacity: size) { output, count in
            let written = unsafe bytes.withUnsafeBytes { input in
                unsafe ZSTD_decompress(
                    output.baseAddress, size, input.baseAddress?.advanced(by: range.lowerBound), range.count)
            }
            found = ZSTD_isError(written) == 0 ? written : nil
            count = found ?? 0
        }
        guard found == size else { throw .malformed("a frame cannot be decompressed") }
        return content
    }
}
