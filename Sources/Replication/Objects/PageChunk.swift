/// Some pages of a database, in ascending order, that are compressed and encrypted together.
public struct PageChunk: Sendable, Hashable {
    /// The size of the pages.
    public let pageSize: PageSize
    /// Their numbers.
    public private(set) var pages: [UInt32] = []
    /// Their images, one behind the other.
    public private(set) var images: [UInt8] = []

    /// A chunk without pages.
    public init(pageSize: PageSize) { self.pageSize = pageSize }

    /// Adds the page behind the last one.
    public mutating func append(page: UInt32, image: ArraySlice<UInt8>) throws(ObjectError) {
        guard image.count == pageSize.bytes else { throw .pages(reason: "page \(page) has \(image.count) bytes") }
        guard page > pages.last ?? 0 else { throw .pages(reason: "page \(page) is out of order") }
        pages.append(page)
        images.append(contentsOf: image)
    }

    /// The image of the page at an index of ``pages``.
    public func image(at index: Int) -> ArraySlice<UInt8> {
        images[index * pageSize.bytes..<(index + 1) * pageSize.bytes]
    }

    /// Pages that a chunk takes.
    public static func capacity(pageSize: PageSize, limits: Limits) -> Int {
        max(1, limits.chunkBytes / pageSize.bytes)
    }

    /// The numbers, then the images.
    var plainBytes: [UInt8] {
        var writer = ByteWriter()
        for page in pages { writer.append(page) }
        return writer.bytes + images
    }

    /// Reads ``plainBytes`` again; the count of pages follows from the length.
    init?(plainBytes: [UInt8], pageSize: PageSize, databasePages: UInt32) {
        self.pageSize = pageSize
        let (count, rest) = plainBytes.count.quotientAndRemainder(dividingBy: 4 + pageSize.bytes)
        guard rest == 0, count > 0 else { return nil }
        var reader = ByteReader(plainBytes[..<(4 * count)])
        pages.reserveCapacity(count)
        var last: UInt32 = 0
        while let page = reader.integer(UInt32.self) {
            guard page > last, pageSize.isContent(page, of: databasePages) else { return nil }
            pages.append(page)
            last = page
        }
        images = Array(plainBytes[(4 * count)...])
    }
}
