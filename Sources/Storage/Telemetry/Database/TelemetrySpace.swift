/// What the files of a database take on the disk, and what a write would make of it.
struct TelemetrySpace: Sendable, Hashable {
    let pageBytes: Int
    /// Pages of the database file, as it is or as the next checkpoint makes it, whichever is more.
    let pages: Int
    /// Pages among them that hold nothing and are taken first.
    let freePages: Int
    let logBytes: Int

    /// Bytes that one page takes in the write-ahead log: itself and its header.
    var frameBytes: Int { pageBytes + 24 }

    /// The index of the log, in shared memory and in a file, grows by this.
    private static let indexBytes = 32_768
    private static let framesOfIndex = 4_062

    /// Bytes of the database file, the log and its index now.
    var bytes: Int { peak(TelemetryWrite(pages: 0, newPages: 0)) }

    /// The most that the three files have together from the start of a write to the end of the checkpoint behind it.
    ///
    /// The log grows by every page that is written; the checkpoint grows the file while the log is still there.
    func peak(_ write: TelemetryWrite) -> Int {
        let file = (pages + max(0, write.newPages - freePages)) * pageBytes
        let log = logBytes + write.pages * frameBytes + (write.pages > 0 ? 32 : 0)
        return file + log + (1 + log / frameBytes / Self.framesOfIndex) * Self.indexBytes
    }
}

/// How much a transaction writes at most.
struct TelemetryWrite: Sendable, Hashable {
    /// Pages that it changes or makes.
    let pages: Int
    /// Pages among them that did not hold anything before.
    let newPages: Int

    init(pages: Int, newPages: Int) {
        self.pages = pages
        self.newPages = newPages
    }

    /// A transaction that adds so many rows with so many bytes together, and changes or removes others.
    ///
    /// A row that is larger than a page can leave two half empty; the rest are branches of the trees, the list of free
    /// pages and the map of who refers to a page.
    init(addingBytes: Int, inRows rows: Int = 1, removingRows: Int = 0, pageBytes: Int) {
        let content = addingBytes / (pageBytes - pageBytes / 16) + 1
        let largeRows = min(rows, content)
        newPages = content + content / 8 + 2 * largeRows + 16
        pages = newPages + removingRows + 16
    }
}

/// What to do next so that a write stays below the cap; the caller carries it out, measures and asks again.
enum TelemetrySpaceStep: Sendable, Hashable {
    case write
    case emptyLog
    case returnFreePages
    case dropOldest
    /// Not even an empty file would take the write, so nothing is dropped for it.
    case refuse

    /// Pages that a step of returning free pages moves at most.
    static let returnedPages = 64
    /// What the dropping and returning itself may write, so that it always has the room to make room.
    static let reservedPages = 2 * returnedPages

    static func next(_ space: TelemetrySpace, _ write: TelemetryWrite, maximumBytes: Int) -> TelemetrySpaceStep {
        let reserve = reservedPages * space.frameBytes
        if space.peak(write) + reserve <= maximumBytes { return .write }
        let empty = TelemetrySpace(pageBytes: space.pageBytes, pages: 1, freePages: 0, logBytes: 0)
        if empty.peak(write) + reserve > maximumBytes { return .refuse }
        if space.logBytes > 0 { return .emptyLog }
        // Free pages are as good as returned ones for what is written into them, and cost nothing.
        let fitsWhenReturned = TelemetrySpace(
            pageBytes: space.pageBytes, pages: space.pages - space.freePages, freePages: 0, logBytes: 0)
        if space.freePages > 0, fitsWhenReturned.peak(write) + reserve <= maximumBytes { return .returnFreePages }
        return .dropOldest
    }
}
