import Support
import Testing

@testable import ObjectStore

/// Lists made of pages, whatever order a service has and whatever else is in the bucket.
@Suite struct ListingTests {
    /// The names of a bucket as a service lists them: by bytes, or as a tree of directories.
    private static func bucket(_ names: [String], asTree: Bool, pageSize: Int, isNamed: Bool) -> ScriptedTransport {
        @Sendable func sortKey(_ name: String) -> String { asTree ? name.replacing("/", with: "\u{1}") : name }
        let sorted = names.sorted { sortKey($0).utf8.lexicographicallyPrecedes(sortKey($1).utf8) }
        return ScriptedTransport { request, _ in
            func asked(_ name: String) -> String? { request.query.first { $0.name == name }?.value }
            let start = asked("continuation-token") ?? asked("start-after") ?? ""
            let left = sorted.filter { name in
                name.hasPrefix(asked("prefix") ?? "")
                    && sortKey(start).utf8.lexicographicallyPrecedes(sortKey(name).utf8)
            }
            let page = left.prefix(pageSize)
            let contents = page.map { "<Contents><Key>\(PercentEncoding.encode($0))</Key><Size>1</Size></Contents>" }
            let more = left.count > page.count
            let next = more ? "<NextContinuationToken>\(page.last ?? "")</NextContinuationToken>" : ""
            return StoreResponse(
                200, isNamed ? ["server": "SeaweedFS 4.48"] : [:],
                "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>\(more)</IsTruncated>\(next)"
                    + "\(contents.joined())</ListBucketResult>")
        }
    }

    private func pages(
        of store: BucketObjectStore, prefix: String, limit: Int
    ) async throws -> [String] {
        var found: [String] = []
        var last: ObjectKey?
        while true {
            let page = try await store.list(prefix: prefix, after: last, limit: limit)
            #expect(page.count <= limit)
            guard let end = page.last else { return found }
            found += page.map(\.key.description)
            last = end.key
        }
    }

    /// Random keys of few letters, so that many are directories of others' names.
    @Test(arguments: 0..<60) func listsInTheOrderOfBytes(_ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        var keys: Set<String> = []
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                String(
                    (0..<Int.random(in: 1...2, using: &random)).map { _ in "ab0-=".randomElement(using: &random) ?? "a"
                    })
            }
            keys.insert(parts.joined(separator: "/"))
        }
        let isTree = seed % 2 == 0
        // Others' objects stand beside and between ours.
        let names = keys.map { "base/" + $0 } + ["base/not a key", "base/", "other", "base-1/x", "base/a//b"]
        for (prefix, limit) in [("", 1), ("", 7), ("a", 3), ("a/", 2), ("a/b", 100), ("a-", 1)] {
            let transport = Self.bucket(
                names, asTree: isTree, pageSize: Int.random(in: 1...50, using: &random), isNamed: isTree)
            let found = try await pages(of: BucketObjectStore.s3(transport), prefix: prefix, limit: limit)
            let expected = keys.filter { $0.hasPrefix(prefix) }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(found == expected, "prefix \(prefix), limit \(limit)")
        }
    }

    /// A tree that does not say what it is shows it within a page.
    @Test func noticesATree() async throws {
        let transport = Self.bucket(["base/a/1", "base/a-1"], asTree: true, pageSize: 100, isNamed: false)
        let found = try await pages(of: BucketObjectStore.s3(transport), prefix: "", limit: 10)
        #expect(found == ["a-1", "a/1"])
    }

    /// The keys of a directory with nothing below it need one request, also of a tree.
    @Test func needsNoMoreThanOneRequestForFlatDirectories() async throws {
        let names = (0..<50).map { "base/seg/\(1_000 + $0)" }
        let transport = Self.bucket(names, asTree: true, pageSize: 1_000, isNamed: true)
        let store = try BucketObjectStore.s3(transport)
        _ = try await store.list(prefix: "seg/", after: nil, limit: 10)
        _ = try await store.list(prefix: "seg/", after: ObjectKey("seg/1020"), limit: 10)
        #expect(transport.requests.count == 2)
    }

    @Test(arguments: [(3, true), (2, false)]) func boundsHowMuchIsLookedThrough(_ bound: Int, _ fits: Bool) async throws
    {
        let transport = Self.bucket(
            ["base/a/1", "base/a-1", "base/b"], asTree: true, pageSize: 2, isNamed: true)
        let store = try BucketObjectStore.s3(transport)
        let listing = BucketListing(
            exchange: store.exchange, order: ListOrder(), base: "base/", prefix: "", after: nil, limit: 9,
            scanLimit: bound)
        if fits {
            #expect(try await listing.run().map(\.key.description) == ["a-1", "a/1", "b"])
        } else {
            await #expect { try await listing.run() } throws: { "\($0)".contains("more than 2 objects") }
        }
    }

    @Test func asksAzureForPageAfterPage() async throws {
        let transport = ScriptedTransport { request, number in
            let marker = request.query.first { $0.name == "marker" }?.value
            #expect(marker == (number == 0 ? nil : "m\(number)"))
            let blob =
                "<Blob><Name>base/k\(number)</Name><Properties><Content-Length>7</Content-Length></Properties></Blob>"
            let next = number < 4 ? "<NextMarker>m\(number + 1)</NextMarker>" : "<NextMarker/>"
            return StoreResponse(
                200, [:],
                "\u{FEFF}<?xml version=\"1.0\"?><EnumerationResults><Blobs>\(number == 1 ? "" : blob)</Blobs>\(next)"
                    + "</EnumerationResults>")
        }
        let found = try await BucketObjectStore.azure(transport).list(prefix: "k", after: ObjectKey("k0"), limit: 9)
        #expect(found.map(\.key.description) == ["k2", "k3", "k4"])
        #expect(found.allSatisfy { $0.sizeBytes == 7 })
    }

    @Test(arguments: [
        "", "<html/>", "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key><Size>-1</Size></Contents></ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>%</Key><Size>1</Size></Contents></ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>same</NextContinuationToken></ListBucketResult>",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><ListBucketResult/>",
    ])
    func refusesListsThatAreNone(_ text: String) async throws {
        let store = try BucketObjectStore.s3(ScriptedTransport { _, _ in StoreResponse(200, [:], text) })
        await #expect { try await store.list(prefix: "", after: nil, limit: 9) } throws: {
            guard case ObjectStoreError.failed(let operation, _, _) = $0 else { return false }
            return operation == "list"
        }
    }

    @Test func endsListsThatNeverEnd() async throws {
        let transport = ScriptedTransport { _, number in
            StoreResponse(
                200, [:],
                "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>\(number)"
                    + "</NextContinuationToken></ListBucketResult>")
        }
        let store = try BucketObjectStore.s3(transport)
        await #expect { try await store.list(prefix: "", after: nil, limit: 9) } throws: {
            "\($0)".contains("more than \(Limits.listPages) pages")
        }
        #expect(transport.requests.count == Limits.listPages)
    }
}
