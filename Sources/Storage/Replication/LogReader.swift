public import Replication

/// A stretch of a log that was read and found whole: it ends with a commit.
public struct LogStretch: Sendable {
    /// The header of the log.
    public let header: WALHeader
    /// The last image of each page in it.
    public let fold: PageFold
    /// Where the next stretch begins.
    public let cursor: WALCursor
    /// Frames in it.
    public let frames: Int

    /// Where it ends.
    public var position: LogPosition { LogPosition(salts: header.salts, frame: cursor.frames) }

    /// Pages of the database behind it.
    public var databasePages: UInt32 { fold.databasePages ?? 0 }
}

/// Reads the write-ahead log's file, and never the database file: closing that would drop SQLite's locks on it.
struct LogReader: Sendable {
    /// Bytes that are read at once.
    static let readBytes = 1 << 20

    let path: String

    /// The frames behind `cursor`, or from the first on, up to a commit that was published.
    ///
    /// Nothing behind it is read, because it is still being written. It throws ``CaptureError``.
    func stretch(after cursor: WALCursor?, to position: LogPosition) throws -> LogStretch {
        try withFile { descriptor throws(CaptureError) in
            let header = try header(descriptor)
            guard header.salts == position.salts else {
                throw .log(path: path, .restarted(expected: position.salts, found: header.salts))
            }
            do throws(WALError) {
                return try scan(descriptor, header, after: cursor, to: position.frame)
            } catch {
                throw .log(path: path, error)
            }
        }
    }

    private func scan(
        _ descriptor: Int32, _ header: WALHeader, after cursor: WALCursor?, to last: UInt32
    ) throws(WALError) -> LogStretch {
        var scanner =
            if let cursor { try WALScanner(header: header, resumingAt: cursor) } else { WALScanner(header: header) }
        let start = scanner.cursor.frames
        var fold = PageFold()
        let most = max(1, Self.readBytes / header.frameBytes)
        while scanner.cursor.frames < last {
            let count = min(most, Int(last - scanner.cursor.frames))
            let bytes =
                (try? SystemCalls.read(
                    descriptor, offset: scanner.offset, count: count * header.frameBytes)) ?? []
            guard bytes.count == count * header.frameBytes else {
                throw .partialFrame(number: scanner.cursor.frames + UInt32(bytes.count / header.frameBytes) + 1)
            }
            try scanner.scan(bytes) { fold.add($0) }
        }
        guard fold.isAtCommit || last == start else { throw .unfinishedTransaction(number: last) }
        return LogStretch(
            header: header, fold: fold, cursor: scanner.cursor, frames: Int(scanner.cursor.frames - start))
    }

    /// The last commit that the log holds, as SQLite's own recovery would find it; nil when there is none.
    ///
    /// Only while nobody writes.
    func lastCommit() -> LogPosition? {
        try? withFile { descriptor in
            let header = try header(descriptor)
            var scanner = WALScanner(header: header)
            var fold = PageFold()
            let most = max(1, Self.readBytes / header.frameBytes)
            while true {
                let bytes = try SystemCalls.read(
                    descriptor, offset: scanner.offset, count: most * header.frameBytes)
                do throws(WALError) {
                    try scanner.scan(bytes) { fold.add($0) }
                } catch {
                    // What lies behind belongs to an earlier use of the log, or was never finished.
                    break
                }
                if bytes.count < most * header.frameBytes { break }
            }
            return LogPosition(salts: header.salts, frame: fold.lastCommit)
        }
    }

    /// Hands the last image of each page of a stretch to `body`, in the order of pages.
    ///
    /// The log must not have begun anew since: nothing empties it before its stretches are safe.
    func images(of stretch: LogStretch, _ body: (UInt32, ArraySlice<UInt8>) throws -> Void) throws {
        try withFile { descriptor in
            for page in stretch.fold.pages {
                guard let frame = stretch.fold.frames[page] else { continue }
                try body(page, image(descriptor, stretch.header, frame: frame)[...])
            }
        }
    }

    func image(_ descriptor: Int32, _ header: WALHeader, frame: UInt32) throws(CaptureError) -> [UInt8] {
        let offset = header.offset(ofFrame: frame) + WALFrame.headerBytes
        let bytes: [UInt8]
        do throws(SystemCalls.Failure) {
            bytes = try SystemCalls.read(descriptor, offset: offset, count: header.pageSize.bytes)
        } catch {
            throw .unreadable(path: path, reason: error.reason)
        }
        guard bytes.count == header.pageSize.bytes else { throw .log(path: path, .partialFrame(number: frame)) }
        return bytes
    }

    private func header(_ descriptor: Int32) throws(CaptureError) -> WALHeader {
        do {
            return try WALHeader(SystemCalls.read(descriptor, offset: 0, count: WALHeader.byteCount))
        } catch let error as WALError {
            throw .log(path: path, error)
        } catch let error as SystemCalls.Failure {
            throw .unreadable(path: path, reason: error.reason)
        } catch {
            throw .unreadable(path: path, reason: "\(error)")
        }
    }

    func withFile<Value>(_ body: (Int32) throws -> Value) throws -> Value {
        let descriptor: Int32
        do throws(SystemCalls.Failure) {
            descriptor = try SystemCalls.openForReading(path)
        } catch {
            throw CaptureError.unreadable(path: path, reason: error.reason)
        }
        defer { SystemCalls.closeFile(descriptor) }
        return try body(descriptor)
    }
}
