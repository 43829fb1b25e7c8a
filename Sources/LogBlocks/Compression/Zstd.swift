internal import CZstd

/// The calls of libzstd and the C library; the only unsafe code of this room.
///
/// Every call is given the exact bounds of the arrays that it works on, and every size that it answers is checked.
enum Zstd {
    /// The frame of some bytes, with a checksum of them inside.
    static func compress(
        _ bytes: [UInt8], with context: CompressionContext, dictionary: LogDictionary?
    ) throws(LogBlockError) -> [UInt8] {
        let bound = ZSTD_compressBound(bytes.count)
        var failure: Int?
        let frame = unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, written in
            let result = unsafe bytes.withUnsafeBytes { source in
                _ = unsafe ZSTD_CCtx_refCDict(context.pointer, dictionary?.compressing)
                return unsafe ZSTD_compress2(
                    context.pointer, target.baseAddress, bound, source.baseAddress, source.count)
            }
            if ZSTD_isError(result) != 0 { failure = result } else { written = result }
        }
        if let failure { throw .compression(name(failure)) }
        return frame
    }

    /// The bytes of a frame, which must be as many as `size` says; the caller has compared `size` with a bound.
    static func decompress(
        _ frame: ArraySlice<UInt8>, size: Int, with context: DecompressionContext, dictionary: LogDictionary?
    ) throws(LogBlockError) -> [UInt8] {
        var failure: Int?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { target, written in
            let result = unsafe frame.withUnsafeBytes { source in
                unsafe ZSTD_decompress_usingDDict(
                    context.pointer, target.baseAddress, size, source.baseAddress, source.count,
                    dictionary?.decompressing)
            }
            if ZSTD_isError(result) != 0 { failure = result } else { written = result }
        }
        if let failure { throw .damaged(name(failure)) }
        guard bytes.count == size else { throw .damaged("a frame holds fewer bytes than it declares") }
        return bytes
    }

    /// The content of a dictionary made of samples; nil where libzstd finds nothing that they share.
    static func train(_ text: [UInt8], sampleSizes: [Int], capacity: Int) -> [UInt8]? {
        guard !sampleSizes.isEmpty, sampleSizes.reduce(0, +) <= text.count else { return nil }
        var failed = false
        let dictionary = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { target, written in
            let result = unsafe text.withUnsafeBytes { samples in
                unsafe sampleSizes.withUnsafeBufferPointer { sizes in
                    unsafe ZDICT_trainFromBuffer(
                        target.baseAddress, capacity, samples.baseAddress, sizes.baseAddress, UInt32(sizes.count))
                }
            }
            if ZDICT_isError(result) != 0 { failed = true } else { written = result }
        }
        return failed ? nil : dictionary
    }

    /// Where a text begins first, from an offset on; nil where it is not.
    static func firstIndex(of needle: [UInt8], in text: [UInt8], from offset: Int) -> Int? {
        guard offset >= 0, offset <= text.count else { return nil }
        guard !needle.isEmpty else { return offset }
        return unsafe text.withUnsafeBytes { text -> Int? in
            unsafe needle.withUnsafeBytes { needle -> Int? in
                guard let start = text.baseAddress, let wanted = needle.baseAddress,
                    let found = unsafe memmem(start + offset, text.count - offset, wanted, needle.count)
                else { return nil }
                return unsafe UnsafeRawPointer(found) - start
            }
        }
    }

    private static func name(_ code: Int) -> String {
        unsafe String(cString: ZSTD_getErrorName(code))
    }
}

/// What libzstd remembers between two compressions; used by one thread at a time.
@safe final class CompressionContext {
    fileprivate let pointer: OpaquePointer

    init(level: Int32) throws(LogBlockError) {
        guard let made = unsafe ZSTD_createCCtx() else { throw .compression("there is not enough memory") }
        unsafe ZSTD_CCtx_setParameter(made, ZSTD_c_compressionLevel, min(max(level, 1), Limits.highestLevel))
        unsafe ZSTD_CCtx_setParameter(made, ZSTD_c_checksumFlag, 1)
        unsafe pointer = made
    }

    deinit { unsafe ZSTD_freeCCtx(pointer) }
}

/// What libzstd remembers between two decompressions; used by one thread at a time.
@safe final class DecompressionContext {
    fileprivate let pointer: OpaquePointer

    init() throws(LogBlockError) {
        guard let made = unsafe ZSTD_createDCtx() else { throw .compression("there is not enough memory") }
        unsafe pointer = made
    }

    deinit { unsafe ZSTD_freeDCtx(pointer) }
}

/// What lines have in common, so that even small blocks compress well.
///
/// Unchecked because it holds pointers: libzstd states that prepared dictionaries are read only and may be used by several
/// threads at once, and nothing changes them between `init` and `deinit`.
@safe public final class LogDictionary: @unchecked Sendable {
    /// The number under which segments name it; never 0.
    public let id: UInt32
    /// As it is stored.
    public let content: [UInt8]
    /// The level that lines are compressed with.
    public let level: Int32

    fileprivate let compressing: OpaquePointer
    fileprivate let decompressing: OpaquePointer

    /// Prepares a dictionary.
    ///
    /// - Throws: ``LogBlockError`` for the id 0, for content that is empty or beyond ``Limits/dictionaryBytes``, and
    ///   for content that libzstd refuses.
    public init(id: UInt32, content: [UInt8], level: Int32) throws(LogBlockError) {
        guard id != 0, !content.isEmpty else { throw .damaged("a dictionary has no number or no content") }
        guard content.count <= Limits.dictionaryBytes else {
            throw .tooLarge("bytes in a dictionary", count: content.count, limit: Limits.dictionaryBytes)
        }
        let level = min(max(level, 1), Limits.highestLevel)
        let made = unsafe content.withUnsafeBytes { bytes in
            unsafe (
                ZSTD_createCDict(bytes.baseAddress, bytes.count, level),
                ZSTD_createDDict(bytes.baseAddress, bytes.count)
            )
        }
        guard let compressing = unsafe made.0, let decompressing = unsafe made.1 else {
            unsafe ZSTD_freeCDict(made.0)
            unsafe ZSTD_freeDDict(made.1)
            throw .damaged("a dictionary is not one of zstd's")
        }
        self.id = id
        self.content = content
        self.level = level
        unsafe self.compressing = compressing
        unsafe self.decompressing = decompressing
    }

    deinit {
        unsafe ZSTD_freeCDict(compressing)
        unsafe ZSTD_freeDDict(decompressing)
    }
}
