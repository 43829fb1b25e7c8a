internal import CZstd

/// The only file of this target that calls unsafe code: libzstd, and one loop over bytes whose bounds are checked first.
enum Native {
    /// One zstd frame of `bytes`, which declares their count; nil when libzstd has no memory.
    static func compress(_ bytes: [UInt8], level: Int32) -> [UInt8]? {
        let bound = ZSTD_compressBound(bytes.count)
        guard ZSTD_isError(bound) == 0 else { return nil }
        var failed = false
        let frame = unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            let size = unsafe bytes.withUnsafeBytes { input in
                unsafe ZSTD_compress(output.baseAddress, bound, input.baseAddress, input.count, level)
            }
            failed = ZSTD_isError(size) != 0
            count = failed ? 0 : size
        }
        return failed ? nil : frame
    }

    /// What a frame holds, if that is exactly `size` bytes; the caller has compared `size` with a bound.
    static func decompress(_ frame: [UInt8], size: Int) -> [UInt8]? {
        let declared = unsafe frame.withUnsafeBytes { unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        guard declared == UInt64(size) else { return nil }
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { output, count in
            let written = unsafe frame.withUnsafeBytes { input in
                unsafe ZSTD_decompress(output.baseAddress, size, input.baseAddress, input.count)
            }
            failed = ZSTD_isError(written) != 0 || written != size
            count = failed ? 0 : size
        }
        return failed ? nil : bytes
    }

    /// SQLite's cumulative checksum over `range` of `bytes`, whose length is a multiple of eight.
    ///
    /// Each step needs the one before it, so the time is that of the additions as long as nothing else is checked per
    /// word: this is why the words are loaded without their bounds, which are compared here once.
    static func logChecksum(
        _ bytes: [UInt8], _ range: Range<Int>, isBigEndian: Bool, from start: WALChecksum
    ) -> WALChecksum {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count && range.count % 8 == 0)
        var (first, second) = (start.first, start.second)
        unsafe bytes.withUnsafeBytes { buffer in
            for offset in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                let left = unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                let right = unsafe buffer.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                first &+= (isBigEndian ? UInt32(bigEndian: left) : UInt32(littleEndian: left)) &+ second
                second &+= (isBigEndian ? UInt32(bigEndian: right) : UInt32(littleEndian: right)) &+ first
            }
        }
        return WALChecksum(first: first, second: second)
    }
}
