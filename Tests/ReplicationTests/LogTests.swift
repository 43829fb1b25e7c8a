import Replication
import Support
import Testing

@Suite("Reading a write-ahead log")
struct LogTests {
    private func fold(_ fixture: LogFixture, piece: Int) throws -> (PageFold, WALCursor) {
        let header = try WALHeader(fixture.header)
        var scanner = WALScanner(header: header)
        var fold = PageFold()
        let frames = fixture.frames
        for start in stride(from: 0, to: frames.count, by: piece * header.frameBytes) {
            scanner = try WALScanner(header: header, resumingAt: scanner.cursor)
            let end = min(frames.count, start + piece * header.frameBytes)
            try scanner.scan(Array(frames[start..<end])) { fold.add($0) }
        }
        return (fold, scanner.cursor)
    }

    @Test(
        "Both byte orders, all sizes of pages, and any division into calls give the same fold",
        arguments: [
            512, 4_096, 65_536,
        ], [true, false])
    func folding(pageBytes: Int, isBigEndian: Bool) throws {
        var log = LogFixture(pageBytes: pageBytes, isBigEndian: isBigEndian)
        log.frame(page: 1, fill: 1)
        log.frame(page: 2, fill: 2, databasePages: 2)
        log.frame(page: 2, fill: 3)
        log.frame(page: 3, fill: 4, databasePages: 3)
        log.frame(page: 1, fill: 9)
        for piece in 1...5 {
            let (fold, cursor) = try fold(log, piece: piece)
            #expect(fold.frames == [1: 1, 2: 3, 3: 4])
            #expect(fold.databasePages == 3)
            #expect(fold.lastCommit == 4)
            #expect(fold.commits == 2)
            #expect(!fold.isAtCommit)
            #expect(cursor.frames == 5)
        }
    }

    @Test("Pages that were cut off are left out, and those that came back are not")
    func shrinking() throws {
        var log = LogFixture()
        log.frame(page: 5, fill: 1, databasePages: 5)
        log.frame(page: 1, fill: 2, databasePages: 2)
        #expect(try fold(log, piece: 9).0.pages == [1])
        log.frame(page: 1, fill: 2, databasePages: 5)
        #expect(try fold(log, piece: 9).0.pages == [1, 5])
    }

    @Test("Every flipped bit of a log is noticed")
    func bitFlips() throws {
        var log = LogFixture()
        log.frame(page: 1, fill: 1)
        log.frame(page: 2, fill: 2, databasePages: 2)
        for bit in 0..<log.bytes.count * 8 {
            var bytes = log.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: WALError.self) {
                var scanner = WALScanner(header: try WALHeader(Array(bytes.prefix(32))))
                try scanner.scan(Array(bytes.dropFirst(32))) { _ in }
            }
        }
    }

    @Test("A log that was begun anew, a stale frame and half a frame are told apart")
    func restarts() throws {
        var old = LogFixture()
        old.frame(page: 1, fill: 1, databasePages: 1)
        old.frame(page: 1, fill: 2, databasePages: 1)
        var scanner = WALScanner(header: try WALHeader(old.header))
        try scanner.scan(old.frames) { _ in }

        var new = LogFixture(salts: (18, 99))
        new.frame(page: 1, fill: 3, databasePages: 1)
        let header = try WALHeader(new.header)
        #expect(
            throws: WALError.restarted(
                expected: WALSalts(first: 17, second: 4_711), found: WALSalts(first: 18, second: 99))
        ) { try WALScanner(header: header, resumingAt: scanner.cursor) }
        var restarted = WALScanner(header: header)
        var seen = 0
        // What a log looks like that was begun anew over a longer one.
        #expect(throws: WALError.staleFrame(number: 2)) {
            try restarted.scan(new.frames + old.frames.dropFirst(536)) { _ in seen += 1 }
        }
        #expect(seen == 1)
        #expect(restarted.cursor.frames == 1)
        #expect(throws: WALError.partialFrame(number: 2)) { try restarted.scan([1, 2, 3]) { _ in } }
    }

    @Test("No bytes at all, other magic, other versions and impossible pages are refused")
    func headers() {
        #expect(throws: WALError.empty) { try WALHeader([]) }
        #expect(throws: WALError.self) { try WALHeader([UInt8](repeating: 0, count: 32)) }
        #expect(throws: WALError.self) { try WALHeader(Array(LogFixture(pageBytes: 256).header)) }
        var log = LogFixture()
        log.frame(page: 0, fill: 1, databasePages: 1)
        #expect(throws: WALError.page(number: 1, page: 0)) {
            var scanner = WALScanner(header: try WALHeader(log.header))
            try scanner.scan(log.frames) { _ in }
        }
        var locked = LogFixture()
        locked.frame(page: 2_097_153, fill: 1, databasePages: 2_097_153)
        #expect(throws: WALError.page(number: 1, page: 2_097_153)) {
            var scanner = WALScanner(header: try WALHeader(locked.header))
            try scanner.scan(locked.frames) { _ in }
        }
    }
}
