import Replication
import Support
import Testing

@Suite("Hashes of pages and of the database")
struct PageHashesTests {
    @Test("Random changes, made one by one, end in the hash of the whole", arguments: 0..<50 as Range<UInt64>)
    func incremental(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let pageSize = try #require(PageSize(bytes: 512))
        var hashes = PageHashes(pageSize: pageSize)
        var oracle: [Word128] = []
        for _ in 0..<30 {
            let pages = UInt32.random(in: 1...40, using: &generator)
            var changes: [UInt32: Word128] = [:]
            for page in 1...pages where page > oracle.count || Bool.random(using: &generator) {
                changes[page] = .random(using: &generator)
            }
            oracle = (1...pages).map { changes[$0] ?? oracle[Int($0) - 1] }
            let before = hashes
            try hashes.apply(changes.map { HashedPage(page: $0.key, hash: $0.value) }, databasePages: pages)
            #expect(hashes.hashes == oracle)
            #expect(hashes.databaseHash == oracle.reduce(0, &+))
            let difference = hashes.difference(from: before)
            #expect(difference.allSatisfy { changes[$0] != nil })
            #expect(Set(difference) == Set(changes.keys))
        }
    }

    @Test("A page that grew without an image, a page beyond the end and too many pages change nothing")
    func refused() throws {
        var hashes = PageHashes(pageSize: try #require(PageSize(bytes: 512)))
        try hashes.apply([HashedPage(page: 1, hash: 5), HashedPage(page: 2, hash: 6)], databasePages: 2)
        let before = hashes
        #expect(throws: PageHashError.missingPage(page: 3, databasePages: 4)) {
            try hashes.apply([HashedPage(page: 4, hash: 1)], databasePages: 4)
        }
        #expect(throws: PageHashError.impossiblePage(page: 3, databasePages: 2)) {
            try hashes.apply([HashedPage(page: 3, hash: 1)], databasePages: 2)
        }
        var limits = Limits.standard
        limits.databasePages = 3
        #expect(throws: PageHashError.tooManyPages(4, limit: 3)) {
            try hashes.apply(
                [HashedPage(page: 3, hash: 1), HashedPage(page: 4, hash: 1)], databasePages: 4, limits: limits)
        }
        #expect(hashes == before)
        try hashes.apply([HashedPage(page: 3, hash: 1)], databasePages: 3, limits: limits)
    }

    @Test("The page that SQLite locks at 1 GiB has no content")
    func lockPage() throws {
        let pageSize = try #require(PageSize(bytes: 65_536))
        #expect(pageSize.lockPage == 16_385)
        var hashes = PageHashes(pageSize: pageSize)
        let pages = (1...16_386 as ClosedRange<UInt32>).filter { $0 != 16_385 }.map { HashedPage(page: $0, hash: 1) }
        try hashes.apply(pages, databasePages: 16_386)
        #expect(hashes.databaseHash == 16_385)
        #expect(throws: PageHashError.impossiblePage(page: 16_385, databasePages: 16_386)) {
            try hashes.apply([HashedPage(page: 16_385, hash: 1)], databasePages: 16_386)
        }
        #expect(PageHashes(pageSize: pageSize).difference(from: hashes) == [])
        #expect(hashes.difference(from: PageHashes(pageSize: pageSize)).count == 16_385)
    }

    @Test("A page's hash depends on its content, its number, the database and the key")
    func hasher() throws {
        var scenario = try ReplicaScenario()
        let image = scenario.image()
        var other = image
        other[511] ^= 1
        let hasher = scenario.hasher
        let otherKey = PageHasher(key: try ReplicaScenario.key(seed: 8), database: scenario.database)
        let otherDatabase = PageHasher(key: scenario.key, database: DatabaseID(1))
        let hashes: Set<Word128> = [
            hasher.hash(page: 1, image: image[...]), hasher.hash(page: 2, image: image[...]),
            hasher.hash(page: 1, image: other[...]), otherKey.hash(page: 1, image: image[...]),
            otherDatabase.hash(page: 1, image: image[...]),
        ]
        #expect(hashes.count == 5)
        #expect(hasher.hash(page: 1, image: image[...]) == scenario.hasher.hash(page: 1, image: image[...]))
    }
}
