/// Why a change cannot be applied to the hashes of a database.
public enum PageHashError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A page that the database cannot have.
    case impossiblePage(page: UInt32, databasePages: UInt32)
    /// The database grew by a page that nobody wrote.
    case missingPage(page: UInt32, databasePages: UInt32)
    /// The database would have more pages than the bound.
    case tooManyPages(UInt32, limit: UInt32)

    /// The sentence for people: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .impossiblePage(let page, let databasePages):
            "Page \(page) cannot be in a database of \(databasePages) pages. Take a new snapshot."
        case .missingPage(let page, let databasePages):
            "The database grew to \(databasePages) pages and nobody wrote page \(page). Take a new snapshot."
        case .tooManyPages(let pages, let limit):
            "The database would have \(pages) pages; at most \(limit) are replicated."
        }
    }
}

/// A page and the hash of its image.
public struct HashedPage: Sendable, Hashable {
    /// The page.
    public let page: UInt32
    /// What ``PageHasher`` made of it.
    public let hash: Word128

    /// A page and its hash.
    public init(page: UInt32, hash: Word128) {
        self.page = page
        self.hash = hash
    }
}

/// The hash of every page of a database, and of the database: their sum modulo 2^128.
///
/// A sum does not depend on the order of the pages and changes with one of them in constant time, which a hash over all
/// bytes or a tree cannot do. The number of a page is part of its hash, so that two pages that changed places change the sum.
public struct PageHashes: Sendable, Hashable {
    /// The size of the pages.
    public let pageSize: PageSize
    /// By page, from page 1 on; 0 where a page has no content.
    public private(set) var hashes: [Word128] = []
    /// The hash of the database; 0 for one without pages.
    public private(set) var databaseHash: Word128 = 0

    /// Of a database without pages.
    public init(pageSize: PageSize) { self.pageSize = pageSize }

    /// Pages of the database.
    public var databasePages: UInt32 { UInt32(hashes.count) }

    /// Makes a change: pages with new hashes, and how many pages the database has then.
    ///
    /// Nothing has changed when it throws ``PageHashError``.
    public mutating func apply(
        _ changes: [HashedPage], databasePages: UInt32, limits: Limits = .standard
    ) throws(PageHashError) {
        guard databasePages <= limits.databasePages else {
            throw .tooManyPages(databasePages, limit: limits.databasePages)
        }
        try check(changes, databasePages)
        for removed in hashes.dropFirst(Int(databasePages)) { databaseHash = databaseHash &- removed }
        if hashes.count > databasePages {
            hashes.removeLast(hashes.count - Int(databasePages))
        } else {
            hashes.append(contentsOf: repeatElement(0, count: Int(databasePages) - hashes.count))
        }
        for change in changes {
            let index = Int(change.page) - 1
            databaseHash = databaseHash &- hashes[index] &+ change.hash
            hashes[index] = change.hash
        }
    }

    private func check(
        _ changes: [HashedPage], _ databasePages: UInt32
    ) throws(PageHashError) {
        var grown = Set<UInt32>()
        for page in changes.map(\.page) {
            guard pageSize.isContent(page, of: databasePages) else {
                throw .impossiblePage(page: page, databasePages: databasePages)
            }
            if page > self.databasePages { grown.insert(page) }
        }
        guard databasePages > self.databasePages else { return }
        for page in self.databasePages + 1...databasePages
        where page != pageSize.lockPage && !grown.contains(page) {
            throw .missingPage(page: page, databasePages: databasePages)
        }
    }

    /// The pages in which a database differs from another of the same size of pages: what turns the other into this one.
    public func difference(from other: PageHashes) -> [UInt32] {
        hashes.indices.compactMap { index in
            let page = UInt32(index) + 1
            guard page != pageSize.lockPage else { return nil }
            return index < other.hashes.count && other.hashes[index] == hashes[index] ? nil : page
        }
    }
}
