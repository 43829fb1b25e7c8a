import Testing

@testable import ObjectStore

/// Large objects in parts, which are small here.
@Suite struct MultipartTests {
    private static let plan = PartPlan(thresholdBytes: 40, partBytes: 10)
    private static let size = 41
    private static let parts = 5

    private static func answer(_ request: StoreRequest, completing: StoreResponse) -> StoreResponse {
        switch request.method {
        case "POST" where request.query.contains { $0.name == "uploads" }:
            StoreResponse(
                200, [:], "<InitiateMultipartUploadResult><UploadId>u&amp;1</UploadId></InitiateMultipartUploadResult>")
        case "POST": completing
        case "PUT": StoreResponse(200, ["etag": "\"\(request.query.first { $0.name == "partNumber" }?.value ?? "")\""])
        default: StoreResponse(204)
        }
    }

    @Test func writesPartsAndPutsThemTogether() async throws {
        let transport = ScriptedTransport { request, _ in
            Self.answer(request, completing: StoreResponse(200, [:], "<CompleteMultipartUploadResult/>"))
        }
        let bytes = [UInt8](repeating: 7, count: Self.size)
        try await BucketObjectStore.s3(transport, plan: Self.plan).put(bytes, under: ObjectKey("k"))
        let requests = transport.requests
        #expect(requests.count == Self.parts + 2)
        let sizes = requests.filter { $0.method == "PUT" }.map(\.body.count)
        #expect(sizes.reduce(0, +) == Self.size)
        #expect(sizes.sorted() == [1, 10, 10, 10, 10])
        #expect(requests.allSatisfy { $0.method == "POST" || $0.url.contains("uploadId=u%261") })
        let text = String(decoding: requests.last?.body ?? [], as: UTF8.self)
        #expect(
            text.contains("<Part><PartNumber>1</PartNumber><ETag>\"1\"</ETag></Part><Part><PartNumber>2</PartNumber>"))
    }

    /// A 200 says nothing: what came of it stands in the body.
    @Test(arguments: [
        StoreResponse.s3(200, "InternalError"), StoreResponse(200, [:], ""), StoreResponse.s3(503, "SlowDown"),
    ])
    func abortsWhatCannotBePutTogether(_ completing: StoreResponse) async throws {
        let transport = ScriptedTransport { request, _ in Self.answer(request, completing: completing) }
        let bytes = [UInt8](repeating: 7, count: Self.size)
        await #expect {
            try await BucketObjectStore.s3(transport, plan: Self.plan).put(bytes, under: ObjectKey("k"))
        } throws: {
            ($0 as? ObjectStoreError)?.isTransient == true
        }
        #expect(transport.requests.last?.method == "DELETE")
    }

    @Test func abortsWhenAPartFails() async throws {
        let transport = ScriptedTransport { request, _ in
            request.url.contains("partNumber=3")
                ? .s3(403, "AccessDenied") : Self.answer(request, completing: StoreResponse(500))
        }
        let bytes = [UInt8](repeating: 7, count: Self.size)
        await #expect(throws: ObjectStoreError.self) {
            try await BucketObjectStore.s3(transport, plan: Self.plan).put(bytes, under: ObjectKey("k"))
        }
        #expect(transport.requests.last?.method == "DELETE")
    }

    @Test func createsInOneRequestWhereTheConditionIsChecked() async throws {
        let transport = ScriptedTransport { _, _ in StoreResponse(200) }
        try await BucketObjectStore.s3(transport, plan: Self.plan).create(
            [UInt8](repeating: 7, count: Self.size), under: ObjectKey("k"))
        #expect(transport.requests.map(\.method) == ["PUT"])
        #expect(transport.requests.first?.header("if-none-match") == "*")
    }

    @Test func writesBlocksToAzureUnderTheirOwnNames() async throws {
        let transport = ScriptedTransport { request, _ in
            request.url.contains("blocklist")
                ? StoreResponse(409, ["x-ms-error-code": "BlobAlreadyExists"]) : StoreResponse(201)
        }
        let key = try ObjectKey("k")
        await #expect(throws: ObjectStoreError.alreadyExists(key: key)) {
            try await BucketObjectStore.azure(transport, plan: Self.plan).create(
                [UInt8](repeating: 7, count: Self.size), under: key)
        }
        let ids = transport.requests.compactMap { $0.query.first { $0.name == "blockid" }?.value }
        #expect(Set(ids).count == Self.parts)
        #expect(Set(ids.map(\.count)).count == 1)
        #expect(transport.requests.last?.header("if-none-match") == "*")
    }

    @Test func cutsWithoutGapsOrOverlaps() {
        for size in [0, 1, 9, 10, 11, 100] {
            let ranges = PartPlan.ranges(of: size, partBytes: 10)
            #expect(ranges.flatMap { Array($0) } == Array(0..<size))
            #expect(ranges.allSatisfy { (1...10).contains($0.count) })
        }
        #expect(Self.plan.parts(of: 40).isEmpty)
        // The services' own bounds: 5 MiB a part, 10,000 parts.
        #expect(Limits.partBytes >= 5 << 20)
        #expect(Limits.objectBytes / Limits.partBytes < 10_000)
    }
}
