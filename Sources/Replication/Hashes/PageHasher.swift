internal import Crypto

/// The keyed hash of one page's content and number: the first 128 bits of SHA-256(key, page, image).
///
/// The key is derived from the master key, so that whoever can read the store, where hashes of databases stand in the
/// clear, cannot confirm a guess of the content with them. The image has a fixed size, so appending to it, which
/// plain SHA-256 invites, is no attack here.
public struct PageHasher: Sendable {
    private let start: SHA256

    /// The hasher of a database.
    public init(key: MasterKey, database: DatabaseID) {
        var start = SHA256()
        // A whole block, hashed once instead of once a page.
        start.update(data: key.pageHashKey(of: database) + [UInt8](repeating: 0, count: 32))
        self.start = start
    }

    /// The pages of a chunk with their hashes.
    public func hashes(of chunk: PageChunk) -> [HashedPage] {
        chunk.pages.enumerated().map { index, page in
            HashedPage(page: page, hash: hash(page: page, image: chunk.image(at: index)))
        }
    }

    /// The hash of a page; 0 stands for no page and is never the hash of one but by a chance of 2^-128.
    public func hash(page: UInt32, image: ArraySlice<UInt8>) -> Word128 {
        var hash = start
        hash.update(data: [
            UInt8(truncatingIfNeeded: page), UInt8(truncatingIfNeeded: page >> 8),
            UInt8(truncatingIfNeeded: page >> 16), UInt8(truncatingIfNeeded: page >> 24),
        ])
        hash.update(data: image)
        return Word128(bigEndian: hash.finalize())
    }
}
