/// A frame of a log that was found to be what was written.
public struct WALFrame: Sendable, Hashable {
    /// Bytes before the page.
    public static let headerBytes = 24

    /// Counts from 1.
    public let number: UInt32
    /// The page that the frame is the new image of.
    public let page: UInt32
    /// Pages of the database behind this commit; 0 when the frame does not end a transaction.
    public let databasePages: UInt32
    /// Where the image is in the bytes that were given.
    public let image: Range<Int>

    /// Whether the frame ends a transaction.
    public var isCommit: Bool { databasePages > 0 }
}

/// How far a log has been read, and all that is needed to read on.
public struct WALCursor: Sendable, Hashable {
    /// Of the use of the log that was read.
    public let salts: WALSalts
    /// Frames that were read.
    public internal(set) var frames: UInt32
    /// The running checksum behind them.
    public internal(set) var checksum: WALChecksum
}

/// Reads the frames of a log one after the other, in as many calls as the caller likes.
///
/// A frame counts only when its salts are those of the header and its checksum, which covers everything before it, is
/// right; this is what SQLite itself demands when it recovers a log.
public struct WALScanner: Sendable {
    /// The header of the log.
    public let header: WALHeader
    /// Where the next frame is expected.
    public private(set) var cursor: WALCursor

    /// Starts at the first frame.
    public init(header: WALHeader) {
        self.header = header
        cursor = WALCursor(salts: header.salts, frames: 0, checksum: header.checksum)
    }

    /// Goes on where an earlier scanner of the same use of the log stood.
    ///
    /// It throws ``WALError/restarted(expected:found:)`` when the log was begun anew in between.
    public init(header: WALHeader, resumingAt cursor: WALCursor) throws(WALError) {
        guard header.salts == cursor.salts else {
            throw .restarted(expected: cursor.salts, found: header.salts)
        }
        self.header = header
        self.cursor = cursor
    }

    /// Where the next frame starts in the file, in bytes.
    public var offset: Int { header.offset(ofFrame: cursor.frames + 1) }

    /// Reads the whole frames that `bytes` are, the first of which is at ``offset``, and hands each to `body`.
    ///
    /// When a frame is wrong, the ones before it have been handed over, and ``cursor`` stands before it.
    public mutating func scan(_ bytes: [UInt8], _ body: (WALFrame) -> Void) throws(WALError) {
        let frameBytes = header.frameBytes
        var start = 0
        while start < bytes.count {
            let number = cursor.frames + 1
            guard bytes.count - start >= frameBytes else { throw .partialFrame(number: number) }
            let salts = WALSalts(
                first: bigEndianWord(bytes, at: start + 8), second: bigEndianWord(bytes, at: start + 12))
            guard salts == cursor.salts else { throw .staleFrame(number: number) }
            let image = start + WALFrame.headerBytes..<start + frameBytes
            let head = Native.logChecksum(
                bytes, start..<start + 8, isBigEndian: header.isBigEndian, from: cursor.checksum)
            let checksum = Native.logChecksum(bytes, image, isBigEndian: header.isBigEndian, from: head)
            let written = WALChecksum(
                first: bigEndianWord(bytes, at: start + 16), second: bigEndianWord(bytes, at: start + 20))
            guard checksum == written else { throw .checksum(number: number) }
            let page = bigEndianWord(bytes, at: start)
            guard page > 0, page != header.pageSize.lockPage else { throw .page(number: number, page: page) }
            cursor.frames = number
            cursor.checksum = checksum
            body(
                WALFrame(number: number, page: page, databasePages: bigEndianWord(bytes, at: start + 4), image: image))
            start += frameBytes
        }
    }
}
