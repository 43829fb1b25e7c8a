/// Two numbers that change whenever SQLite begins its log anew; every frame carries them.
public struct WALSalts: Sendable, Hashable, CustomStringConvertible {
    /// Grows by one at each restart.
    public let first: UInt32
    /// Random at each restart.
    public let second: UInt32

    /// Both numbers.
    public init(first: UInt32, second: UInt32) {
        self.first = first
        self.second = second
    }

    /// Both in hexadecimal.
    public var description: String { Hexadecimal.text(first) + "-" + Hexadecimal.text(second) }
}

/// SQLite's running checksum over the header and the frames of a log.
public struct WALChecksum: Sendable, Hashable {
    /// The first sum.
    public let first: UInt32
    /// The second sum.
    public let second: UInt32

    /// Both sums.
    public init(first: UInt32, second: UInt32) {
        self.first = first
        self.second = second
    }

    static let start = WALChecksum(first: 0, second: 0)
}

/// The first 32 bytes of a write-ahead log.
///
/// Format: "The SQLite Database File Format", section 4.1, https://www.sqlite.org/fileformat2.html#walformat.
public struct WALHeader: Sendable, Hashable {
    /// Bytes of a header.
    public static let byteCount = 32

    /// The size of the database's pages.
    public let pageSize: PageSize
    /// Tell this use of the log from others.
    public let salts: WALSalts
    /// Whether checksums read words as big-endian; the machine that began the log decided.
    public let isBigEndian: Bool
    /// Where the running checksum stands before the first frame.
    public let checksum: WALChecksum

    private static let magic: UInt32 = 0x377F_0682
    private static let version: UInt32 = 3_007_000

    /// Reads a header and checks its checksum.
    ///
    /// It throws ``WALError/empty`` for no bytes at all.
    public init(_ bytes: [UInt8]) throws(WALError) {
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count == Self.byteCount else { throw .header(reason: "it has \(bytes.count) bytes") }
        let words = (0..<8).map { bigEndianWord(bytes, at: $0 * 4) }
        guard words[0] & ~1 == Self.magic else { throw .header(reason: "it is no log of SQLite") }
        guard words[1] == Self.version else { throw .header(reason: "its version \(words[1]) is not known") }
        guard let pageSize = Int(exactly: words[2]).flatMap(PageSize.init(bytes:)) else {
            throw .header(reason: "its pages would have \(words[2]) bytes")
        }
        let isBigEndian = words[0] & 1 == 1
        let checksum = Native.logChecksum(bytes, 0..<24, isBigEndian: isBigEndian, from: .start)
        guard checksum == WALChecksum(first: words[6], second: words[7]) else {
            throw .header(reason: "its checksum is wrong")
        }
        self.pageSize = pageSize
        self.isBigEndian = isBigEndian
        self.checksum = checksum
        salts = WALSalts(first: words[4], second: words[5])
    }

    /// Bytes of a frame: its header of 24 bytes and one page.
    public var frameBytes: Int { WALFrame.headerBytes + pageSize.bytes }

    /// Where a frame starts in the file, in bytes; frames count from 1.
    public func offset(ofFrame number: UInt32) -> Int {
        Self.byteCount + (Int(number) - 1) * frameBytes
    }
}

/// Four bytes of an array, whose bounds the caller has checked.
func bigEndianWord(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
        | UInt32(bytes[offset + 3])
}
