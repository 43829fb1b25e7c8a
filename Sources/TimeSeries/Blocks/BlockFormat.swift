/// The format of a block, version 2; version 1, which is read as well, knows neither offsets nor scales other
/// than quotients.
///
/// A block holds the samples of up to ``Limits/blockSeries`` series, packed together because neighbours are alike:
///
/// - `GCTB`, the version (1 byte), the number of value columns of each series (1 byte), two bytes of zero, and the CRC-32C of
///   everything but itself (4 bytes, little-endian);
/// - as variable-length numbers: bytes of the directory, bytes of its zstd frame, the number of data frames, and for each
///   its bytes and the bytes of its zstd frame;
/// - the directory's frame, then the data frames, to the end of the block.
///
/// The directory: the number of timestamp columns and the length of each; the number of series; and for each series the
/// difference of its id to the one before, the number of its timestamp column, and a coding (1 byte) and a length for
/// each value column. The data frames hold the timestamp columns and then the value columns in the same order; a frame
/// ends after the first timestamp column or series that fills it beyond ``Limits/frameBytes``, so that one series is read
/// by decompressing the directory and one or two frames.
enum BlockFormat {
    static let magic: [UInt8] = Array("GCTB".utf8)
    static let version: UInt8 = 2
    static let oldestVersion: UInt8 = 1
    static let checksumOffset = 8
    static let headerBytes = 12

    static func checksum(of bytes: [UInt8]) -> UInt32 {
        let head = Checksum.castagnoli.of(bytes, 0..<checksumOffset)
        return Checksum.castagnoli.of(bytes, headerBytes..<bytes.count, after: head)
    }
}
