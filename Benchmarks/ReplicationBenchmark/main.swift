import Replication

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Random numbers from a seed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

/// Runs something some times and prints how fast the best run was.
func measure(_ name: String, bytes: Int, times: Int = 5, _ body: () throws -> Void) rethrows {
    var best = Duration.seconds(3_600)
    for _ in 0..<times { best = min(best, try ContinuousClock().measure { try body() }) }
    let seconds = Double(best.components.attoseconds) / 1e18 + Double(best.components.seconds)
    let rate = Int(Double(bytes) / 1e6 / seconds)
    print("| \(name) | \(rate) MB/s |")
}

guard let pageSize = PageSize(bytes: 4_096), let key = MasterKey([UInt8](repeating: 7, count: 32)) else { exit(1) }
let pages = 32_768
let total = pages * pageSize.bytes
var generator = Seeded(state: 1)

// Pages as tables have them: a third is random, the rest repeats itself.
let images = (0..<pages).map { page in
    (0..<pageSize.bytes).map { index in
        index % 48 < 16 ? UInt8.random(in: 0...255, using: &generator) : UInt8(truncatingIfNeeded: index / 48 &+ page)
    }
}
let database = DatabaseID(using: &generator)
let hasher = PageHasher(key: key, database: database)
var hashes = PageHashes(pageSize: pageSize)
try hashes.apply(
    images.enumerated().map {
        HashedPage(page: UInt32($0.offset) + 1, hash: hasher.hash(page: UInt32($0.offset) + 1, image: $0.element[...]))
    }, databasePages: UInt32(pages))
let header = ChainEnd(timeline: 1, hash: 0, databasePages: 0, timestamp: 0).next(
    .segment, of: database, key: key, pageSize: pageSize, databasePages: UInt32(pages), hash: hashes.databaseHash,
    now: 1, writer: 1, salt: Digest(of: [1]))

/// The frames of a log that has every page once.
func log() -> (WALHeader, [UInt8])? {
    var bytes: [UInt8] = []
    func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) } }
    var sums: (UInt32, UInt32) = (0, 0)
    func add(_ part: [UInt8]) {
        for start in stride(from: 0, to: part.count, by: 8) {
            func little(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(part[at + $1]) << (8 * UInt32($1)) } }
            sums.0 = sums.0 &+ little(start) &+ sums.1
            sums.1 = sums.1 &+ little(start + 4) &+ sums.0
        }
    }
    let start = word(0x377F_0682) + word(3_007_000) + word(4_096) + word(1) + word(1) + word(2)
    add(start)
    guard let header = try? WALHeader(start + word(sums.0) + word(sums.1)) else { return nil }
    bytes.reserveCapacity(pages * header.frameBytes)
    for (index, image) in images.enumerated() {
        let front = word(UInt32(index) + 1) + word(index == pages - 1 ? UInt32(pages) : 0)
        add(front)
        add(image)
        bytes += front + word(1) + word(2) + word(sums.0) + word(sums.1) + image
    }
    return (header, bytes)
}

print("| Step, \(total >> 20) MiB in pages of 4 KiB, one thread | Rate |\n|---|---|")
if let (header, bytes) = log() {
    try measure("Reading and checking the log", bytes: total) {
        var scanner = WALScanner(header: header)
        var fold = PageFold()
        try scanner.scan(bytes) { fold.add($0) }
        guard fold.isAtCommit else { exit(1) }
    }
}
measure("Hashing pages", bytes: total) {
    for (index, image) in images.enumerated() { _ = hasher.hash(page: UInt32(index) + 1, image: image[...]) }
}
var object: [UInt8] = []
try measure("Sealing: zstd, AES-256-GCM, index", bytes: total, times: 3) {
    object.removeAll(keepingCapacity: true)
    var writer = try ObjectWriter(header: header, pages: pages, key: key) { object += $0 }
    for (index, image) in images.enumerated() {
        try writer.add(page: UInt32(index) + 1, image: image[...]) { object += $0 }
    }
    try writer.finish { object += $0 }
}
try measure("Opening", bytes: total) { _ = try OpenedObject(object, key: key) }
try measure("Restoring: opening, hashing, each page once, the database's hash", bytes: total) {
    let opener = try ObjectOpener(header: Array(object[..<ObjectHeader.byteCount]), key: key)
    let tail = try opener.tailRange(sizeBytes: object.count)
    let index = try opener.index(tail: Array(object[tail]), sizeBytes: object.count)
    var assembly = RestoreAssembly(target: opener.header)
    var written = 0
    for number in index.entries.indices {
        let chunk = try opener.pages(object[index.ranges[number]], number: number, of: index)
        try assembly.add(chunk, hashes: hasher.hashes(of: chunk)) { written += $1.count }
    }
    try assembly.finish()
    guard written == total else { exit(1) }
}
print("\nThe object has \(object.count * 100 / total) % of the pages' bytes.")
