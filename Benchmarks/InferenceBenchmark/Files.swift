#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that could not be read.
struct FileError: Error, CustomStringConvertible {
    let path: String
    var description: String { "The file \(path) could not be read." }
}

/// All bytes of a file.
func readFile(_ path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "rb") else { throw FileError(path: path) }
    defer { unsafe fclose(file) }
    unsafe fseek(file, 0, SEEK_END)
    let size = unsafe ftell(file)
    unsafe rewind(file)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        count = unsafe fread(buffer.baseAddress, 1, size, file)
    }
    guard bytes.count == size else { throw FileError(path: path) }
    return bytes
}

/// Little-endian doubles.
func doubles(_ bytes: [UInt8]) -> [Double] {
    stride(from: 0, to: bytes.count - 7, by: 8).map { first in
        var pattern: UInt64 = 0
        for byte in 0..<8 { pattern |= UInt64(bytes[first + byte]) << UInt64(8 * byte) }
        return Double(bitPattern: pattern)
    }
}
