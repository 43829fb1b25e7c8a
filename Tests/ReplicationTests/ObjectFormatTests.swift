import Replication
import Support
import Testing

@Suite("The format of objects")
struct ObjectFormatTests {
    private func sample(seed: UInt64 = 1, pages: Int, chunkPages: Int = 3) throws -> (
        ReplicaScenario, ObjectHeader, [UInt32: [UInt8]], [UInt8]
    ) {
        var scenario = try ReplicaScenario(chunkPages: chunkPages, seed: seed)
        var images: [UInt32: [UInt8]] = [:]
        for page in 0..<pages { images[UInt32(page) * 2 + 1] = scenario.image() }
        let header = try scenario.header(databasePages: UInt32(pages) * 2 + 1, before: 3, after: 4)
        return (scenario, header, images, try scenario.object(header, images))
    }

    @Test("What was sealed opens again", arguments: [0, 1, 2, 3, 4, 100])
    func roundTrip(pages: Int) throws {
        let (scenario, header, images, bytes) = try sample(pages: pages)
        let opened = try scenario.open(bytes)
        #expect(opened.pages == images)
        var expected = header
        expected.pages = UInt32(pages)
        expected.chunks = UInt32((pages + 2) / 3)
        #expect(opened.header == expected)
        #expect(opened.header.bytes.count == ObjectHeader.byteCount)
    }

    @Test("Every flipped bit of an object is noticed")
    func bitFlips() throws {
        let (scenario, _, _, bytes) = try sample(pages: 2, chunkPages: 1)
        for bit in 0..<bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: ObjectError.self, "bit \(bit)") { try scenario.open(damaged) }
        }
    }

    @Test("Every truncation, and every byte too many, is noticed")
    func lengths() throws {
        let (scenario, _, _, bytes) = try sample(pages: 2, chunkPages: 1)
        for count in 0..<bytes.count {
            #expect(throws: ObjectError.self) { try scenario.open(Array(bytes.prefix(count))) }
        }
        #expect(throws: ObjectError.self) { try scenario.open(bytes + [0]) }
        #expect(throws: ObjectError.self) { try scenario.open(bytes + bytes) }
    }

    @Test("Random damage to large objects is noticed", arguments: 0..<20 as Range<UInt64>)
    func randomDamage(seed: UInt64) throws {
        let (scenario, _, _, bytes) = try sample(seed: seed, pages: 400, chunkPages: 64)
        var generator = SplitMix64(seed: seed)
        for _ in 0..<20 {
            var damaged = bytes
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: damaged.removeSubrange(Int.random(in: 0..<damaged.count, using: &generator)...)
            default:
                let start = Int.random(in: 0..<damaged.count - 1, using: &generator)
                damaged.removeSubrange(start..<Int.random(in: start + 1..<damaged.count, using: &generator))
            }
            #expect(throws: ObjectError.self) { try scenario.open(damaged) }
        }
    }

    @Test("Chunks cannot be exchanged, doubled, or taken from another object with the same content")
    func moved() throws {
        var (scenario, header, images, bytes) = try sample(pages: 2, chunkPages: 1)
        let opener = try ObjectOpener(header: Array(bytes.prefix(256)), key: scenario.key, limits: scenario.limits)
        let index = try opener.index(
            tail: Array(bytes[opener.tailRange(sizeBytes: bytes.count)]), sizeBytes: bytes.count)
        let first = Array(bytes[index.ranges[0]])
        let second = Array(bytes[index.ranges[1]])
        #expect(try opener.pages(first[...], number: 0, of: index).pages == [1])
        #expect(throws: ObjectError.damaged(part: "chunk 0")) {
            try opener.pages(second[...], number: 0, of: index)
        }
        let swapped = Array(bytes[..<256]) + second + first + Array(bytes[index.ranges[1].upperBound...])
        #expect(throws: ObjectError.self) { try scenario.open(swapped) }

        header.salt = try scenario.digest()
        let other = try scenario.object(header, images)
        #expect(other.count == bytes.count)
        #expect(throws: ObjectError.self) {
            try scenario.open(Array(bytes[..<256]) + other[256...])
        }
        #expect(throws: ObjectError.self) {
            try scenario.open(Array(bytes[..<index.ranges[0].upperBound]) + other[index.ranges[1].lowerBound...])
        }
        images.removeAll()
    }

    @Test("Another master key is named as such, and not taken for damage")
    func otherKey() throws {
        let (scenario, _, _, bytes) = try sample(pages: 1)
        let other = try ReplicaScenario.key(seed: 99)
        #expect(throws: ObjectError.otherKey(expected: other.identity, found: scenario.key.identity)) {
            try OpenedObject(bytes, key: other, limits: scenario.limits)
        }
        #expect("\(other)" == "a master key")
        #expect(MasterKey([UInt8](repeating: 1, count: 31)) == nil)
    }

    @Test("Bounds hold when writing and when reading")
    func bounds() throws {
        var (scenario, header, images, bytes) = try sample(pages: 6, chunkPages: 1)
        var limits = scenario.limits
        limits.chunksPerObject = 6
        _ = try OpenedObject(bytes, key: scenario.key, limits: limits)
        limits.chunksPerObject = 5
        #expect(throws: ObjectError.tooLarge(what: "chunks", count: 6, limit: 5)) {
            try OpenedObject(bytes, key: scenario.key, limits: limits)
        }
        limits = scenario.limits
        limits.databasePages = header.databasePages - 1
        #expect(throws: ObjectError.self) { try OpenedObject(bytes, key: scenario.key, limits: limits) }
        limits = scenario.limits
        limits.chunkBytes = 512
        _ = try OpenedObject(bytes, key: scenario.key, limits: limits)
        images = [9: scenario.image(), 12: scenario.image()]
        #expect(throws: ObjectError.self) { try scenario.object(header, [14: images[9] ?? []]) }
        let large = try sample(pages: 6, chunkPages: 2)
        #expect(throws: ObjectError.tooLarge(what: "bytes in a chunk", count: 1_032, limit: 516)) {
            try OpenedObject(large.3, key: scenario.key, limits: limits)
        }
        bytes.removeAll()
    }

    @Test("Pages out of order and other counts than announced are refused")
    func writing() throws {
        var scenario = try ReplicaScenario()
        let header = try scenario.header(databasePages: 9)
        let image = scenario.image()
        var writer = try ObjectWriter(header: header, pages: 2, key: scenario.key, limits: scenario.limits) { _ in }
        try writer.add(page: 2, image: image[...]) { _ in }
        #expect(throws: ObjectError.self) { try writer.add(page: 2, image: image[...]) { _ in } }
        #expect(throws: ObjectError.self) { try writer.add(page: 3, image: image.dropLast()) { _ in } }
        #expect(throws: ObjectError.self) { try writer.finish { _ in } }
    }

    @Test("Objects without pages carry a payload or nothing")
    func payloads() throws {
        var scenario = try ReplicaScenario()
        let manifest = try scenario.header(.manifest, databasePages: 0)
        let payload = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
        let bytes = try manifest.sealed(payload: payload, key: scenario.key, limits: scenario.limits)
        #expect(try scenario.open(bytes).payload == payload)
        let epoch = try scenario.header(.epoch, databasePages: 4)
        let record = try epoch.sealed(payload: nil, key: scenario.key, limits: scenario.limits)
        #expect(try scenario.open(record).header.kind == .epoch)
        var limits = scenario.limits
        limits.payloadBytes = 999
        #expect(throws: ObjectError.self) { try manifest.sealed(payload: payload, key: scenario.key, limits: limits) }
        #expect(throws: ObjectError.self) { try OpenedObject(bytes, key: scenario.key, limits: limits) }
    }
}
