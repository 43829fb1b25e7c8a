import ObjectStore
import Testing

/// What every object store must do, whatever is behind it: one suite that runs over all implementations.
@Suite struct ObjectStoreContract {
    static let implementations = StoreUnderTest.all

    @Test(arguments: implementations)
    func answersWhatWasPut(_ implementation: StoreUnderTest) async throws {
        try await implementation.withStore { store in
            let key = try ObjectKey("db/one/segment.1")
            try await store.put([1, 2, 3], under: key)
            #expect(try await store.get(key) == [1, 2, 3])
            #expect(try await store.head(key) == ObjectInfo(key: key, sizeBytes: 3))
            try await store.put([4], under: key)
            #expect(try await store.get(key) == [4])
        }
    }

    @Test(arguments: implementations)
    func keepsEmptyAndLargeObjects(_ implementation: StoreUnderTest) async throws {
        try await implementation.withStore { store in
            let large = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await store.put([], under: ObjectKey("empty"))
            try await store.create(large, under: ObjectKey("large"))
            #expect(try await store.get(ObjectKey("empty")).isEmpty)
            #expect(try await store.get(ObjectKey("large")) == large)
        }
    }

    @Test(arguments: implementations)
    func createsOnlyOnce(_ implementation: StoreUnderTest) async throws {
        try await implementation.withStore { store in
            let key = try ObjectKey("fence/0001")
            try await store.create([1], under: key)
            await #expect(throws: ObjectStoreError.alreadyExists(key: key)) { try await store.create([2], under: key) }
            #expect(try await store.get(key) == [1])
        }
    }

    @Test(arguments: implementations)
    func letsExactlyOneOfManyCreate(_ implementation: StoreUnderTest) async throws {
        try await implementation.withStore { store in
            let key = try ObjectKey("fence/0002")
            let winners = try await withThrowingTaskGroup(of: UInt8?.self) { group in
                for writer in UInt8(0)..<20 {
                    group.addTask {
                        do { try await store.create([writer], under: key) } catch ObjectStoreError.alreadyExists {
                            return nil
                        }
                        return writer
                    }
                }
                return try await group.reduce(into: [UInt8]()) { all, one in if let one { all.append(one) } }
            }
            #expect(winners.count == 1)
            #expect(try await store.get(key) == winners)
        }
    }

    @Test(arguments: implementations)
    func answersRanges(_ implementation: StoreUnderTest) async throws {
        try await implementation.withStore { store in
            let key = try ObjectKey("range")
            try await store.put([0, 1, 2, 3, 4], under: key)
            for range in [0..<5, 1..<3, 4..<5, 5..<5, 2..<2] {
                #expect(try await store.get(key, range: range) == range.map { UInt8($0) })
            }
            for range in [0..<6, 6..<6, -1..<2] {
                await #expect(throws: ObjectStoreError.rangeInvalid(key: key, range: range, sizeBytes: 5)) {
                    try await store.get(key, range: range)
                }
            }
        }
    }

    @Test(arguments: implementations)
    func saysWhatIsMissing(_ implementation: StoreUnderTest) async throws {
        try await implementation.withStore { store in
            for text in ["nothing", "no/such/path"] {
                let key = try ObjectKey(text)
                #expect(try await store.head(key) == nil)
                await #expect(throws: ObjectStoreError.notFound(key: key)) { try await store.get(key) }
                await #expect(throws: ObjectStoreError.notFound(key: key)) { try await store.get(key, range: 0..<1) }
                try await store.delete(key)
            }
        }
    }

    @Test(arguments: implementations)
    func deletes(_ implementation: StoreUnderTest) async throws {
        try await implementation.withStore { store in
            let key = try ObjectKey("a/b")
            try await store.put([1], under: key)
            try await store.delete(key)
            try await store.delete(key)
            #expect(try await store.head(key) == nil)
            #expect(try await store.list(prefix: "", after: nil, limit: 10).isEmpty)
            try await store.create([2], under: key)
            #expect(try await store.get(key) == [2])
        }
    }

    @Test(arguments: implementations)
    func listsInByteOrderAndByPage(_ implementation: StoreUnderTest) async throws {
        try await implementation.withStore { store in
            // A hyphen and a dot sort before the slash, a digit and a letter behind it.
            let texts = ["a-1/x", "a.b", "a/1", "a/2/deep/er", "a/b", "a0", "ab/c", "b"]
            let keys = try texts.shuffled().map { try ObjectKey($0) }
            for key in keys { try await store.put([1], under: key) }

            let all = try await store.list(prefix: "", after: nil, limit: 100).map(\.key.description)
            #expect(all == texts)
            for size in 1...texts.count {
                var pages: [String] = []
                var last: ObjectKey?
                while true {
                    let page = try await store.list(prefix: "", after: last, limit: size)
                    #expect(page.count <= size)
                    guard let end = page.last else { break }
                    pages += page.map(\.key.description)
                    last = end.key
                }
                #expect(pages == texts, "pages of \(size)")
            }
        }
    }

    @Test(arguments: implementations)
    func listsByPrefix(_ implementation: StoreUnderTest) async throws {
        try await implementation.withStore { store in
            for text in ["db/1/x", "db/1/y", "db/12/z", "other"] {
                try await store.put([7, 7], under: ObjectKey(text))
            }
            for (prefix, expected) in [
                ("db/1/", ["db/1/x", "db/1/y"]), ("db/1", ["db/1/x", "db/1/y", "db/12/z"]), ("o", ["other"]),
                ("db/1/x", ["db/1/x"]), ("db/1/x/", []), ("nothing", []), ("../", []), ("/", []),
            ] {
                let found = try await store.list(prefix: prefix, after: nil, limit: 100)
                #expect(found.map(\.key.description) == expected, "prefix \(prefix)")
                #expect(found.allSatisfy { $0.sizeBytes == 2 })
            }
            #expect(try await store.list(prefix: "", after: nil, limit: 0).isEmpty)
            #expect(try await store.list(prefix: "", after: nil, limit: -1).isEmpty)
        }
    }
}
