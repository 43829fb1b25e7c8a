/// Why zstd refused some bytes.
public enum ZstandardError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The bytes are not a whole frame of zstd that declares its size.
    case damaged(reason: String)

    /// The frame holds more than the caller takes.
    case tooLarge(bytes: UInt64, limitBytes: Int)

    /// libzstd could not compress, for want of memory.
    case compressionFailed

    /// The sentence for people.
    public var description: String {
        switch self {
        case .damaged(let reason): "The compressed bytes are damaged: \(reason)."
        case .tooLarge(let bytes, let limitBytes):
            "The compressed bytes hold \(bytes) bytes; at most \(limitBytes) are taken."
        case .compressionFailed: "The bytes could not be compressed: there is not enough memory."
        }
    }
}

/// Compression with the system's libzstd, one frame at a time (RFC 8878).
///
/// Both calls work on the calling thread for as long as they take; callers on Swift's cooperative threads move them
/// to a queue.
public enum Zstandard {
    /// The level that libzstd itself defaults to: fast, and within a few percent of the slower ones on model files.
    static let level: Int32 = 3

    /// One frame that holds `bytes` and declares their count.
    public static func compress(_ bytes: [UInt8]) throws(ZstandardError) -> [UInt8] {
        guard let frame = SystemCalls.zstdCompress(bytes, level: level) else { throw .compressionFailed }
        return frame
    }

    /// The bytes that a frame of ``compress(_:)`` holds.
    ///
    /// Memory is taken only after the frame's declared size has been checked against `maximumBytes`, and never more
    /// than that size, so a small file cannot claim a large amount.
    public static func decompress(_ frame: [UInt8], maximumBytes: Int) throws(ZstandardError) -> [UInt8] {
        guard let declared = SystemCalls.zstdDeclaredSize(frame) else {
            throw .damaged(reason: "it does not start with a frame of known size")
        }
        guard let size = Int(exactly: declared), size <= maximumBytes else {
            throw .tooLarge(bytes: declared, limitBytes: maximumBytes)
        }
        let bytes = try SystemCalls.zstdDecompress(frame, capacity: size).get()
        guard bytes.count == size else { throw .damaged(reason: "it holds fewer bytes than it declares") }
        return bytes
    }
}
