import CZstd

/// Why a compressed fixture could not be read.
public struct GoldenDecompressionError: Error, CustomStringConvertible {
    /// The reason in one sentence.
    public let description: String

    /// Makes the error with its reason.
    public init(_ reason: String) {
        description = reason
    }
}

/// The content of one whole zstd frame that states its size, as the fixtures are written.
public func decompressGolden(_ frame: [UInt8]) throws -> [UInt8] {
    let size = unsafe frame.withUnsafeBytes { unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
    guard size <= 1 << 28 else {
        throw GoldenDecompressionError("The fixture is no zstd frame with a sensible size.")
    }
    var content = [UInt8](repeating: 0, count: Int(size))
    let written = unsafe content.withUnsafeMutableBytes { content in
        unsafe frame.withUnsafeBytes { frame in
            unsafe ZSTD_decompress(content.baseAddress, content.count, frame.baseAddress, frame.count)
        }
    }
    guard ZSTD_isError(written) == 0, written == content.count else {
        throw GoldenDecompressionError("The fixture is a damaged zstd frame.")
    }
    return content
}
