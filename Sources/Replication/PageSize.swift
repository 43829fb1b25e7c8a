/// The size of a database's pages: a power of two between 512 and 65,536 bytes.
public struct PageSize: Sendable, Hashable {
    /// Bytes of a page.
    public let bytes: Int

    /// The size; nil when SQLite knows no such pages.
    public init?(bytes: Int) {
        guard bytes >= 512, bytes <= 65_536, bytes & (bytes - 1) == 0 else { return nil }
        self.bytes = bytes
    }

    /// The page that holds the byte at 1 GiB, which SQLite locks and never uses: it has no content and no image.
    public var lockPage: UInt32 { UInt32((1 << 30) / bytes) + 1 }

    /// Whether a page of a database of `databasePages` pages has content.
    public func isContent(_ page: UInt32, of databasePages: UInt32) -> Bool {
        page > 0 && page <= databasePages && page != lockPage
    }

    /// How many pages of a database of `databasePages` pages have content.
    public func contentPages(of databasePages: UInt32) -> UInt32 {
        databasePages >= lockPage ? databasePages - 1 : databasePages
    }
}
