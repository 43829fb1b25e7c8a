import Synchronization
import Testing

@testable import ObjectStore

/// What a store makes of a service's answers, good and bad.
@Suite struct BucketObjectStoreTests {
    private let key = try? ObjectKey("a/b")

    @Test func createsUnderACondition() async throws {
        let key = try #require(key)
        let transport = ScriptedTransport { _, number in
            number == 0 ? StoreResponse(200) : .s3(412, "PreconditionFailed")
        }
        let store = try BucketObjectStore.s3(transport)
        try await store.create([1, 2], under: key)
        await #expect(throws: ObjectStoreError.alreadyExists(key: key)) { try await store.create([1], under: key) }
        let request = try #require(transport.requests.first)
        #expect(request.url == "http://127.0.0.1:1/bucket/base/a/b")
        #expect(request.header("if-none-match") == "*")
        #expect(
            request.header("x-amz-content-sha256") == "a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222"
        )
    }

    @Test(arguments: [
        (409, "ConditionalRequestConflict"), (503, "SlowDown"), (500, "InternalError"), (429, "TooMany"),
        (400, "RequestTimeout"), (400, "XAmzContentSHA256Mismatch"),
    ])
    func takesForTransientWhatMayGoAway(_ status: Int, _ code: String) async throws {
        let store = try BucketObjectStore.s3(ScriptedTransport { _, _ in .s3(status, code, ["retry-after": "7"]) })
        let key = try #require(key)
        await #expect { try await store.create([1], under: key) } throws: { error in
            guard case ObjectStoreError.unavailable(_, _, let reason, let wait) = error else { return false }
            return wait == 7_000 && reason == "the service answered \(status) \(code)"
        }
    }

    @Test(arguments: [
        (403, "SignatureDoesNotMatch", "the key is unknown or wrong"),
        (403, "InvalidAccessKeyId", "the key is unknown"),
        (403, "AccessDenied", "may not do this"), (400, "ExpiredToken", "the session token has expired"),
        (301, "PermanentRedirect", "region=eu-west-9"), (400, "AuthorizationHeaderMalformed", "region=eu-west-9"),
        (307, "TemporaryRedirect", "region=eu-west-9"), (404, "NoSuchBucket", "there is no such bucket"),
        (400, "EntityTooLarge", "5 GiB"), (413, "X", "larger"), (403, "RequestTimeTooSkewed", "clock"),
        (400, "<script>", "answered 400"),
    ])
    func saysWhatToDoAndNoSecret(_ status: Int, _ code: String, _ advice: String) async throws {
        let escaped = XMLElement.escaped(code)
        let store = try BucketObjectStore.s3(
            ScriptedTransport { _, _ in .s3(status, escaped, ["x-amz-bucket-region": "eu-west-9"]) })
        let key = try #require(key)
        await #expect { try await store.put([1], under: key) } throws: { error in
            guard case ObjectStoreError.failed = error else { return false }
            return "\(error)".contains(advice) && !"\(error)".contains("secret") && !"\(error)".contains("hidden")
                && !"\(error)".contains("<")
        }
    }

    @Test func followsTheClockOfTheService() async throws {
        let theirs = CalendarTime(secondsSince1970: BucketObjectStore.now + 3_600)
        let transport = ScriptedTransport { request, _ in
            request.header("x-amz-date") == theirs.basicForm
                ? StoreResponse(200) : .s3(403, "RequestTimeTooSkewed", ["date": theirs.httpDate])
        }
        let store = try BucketObjectStore.s3(transport)
        let key = try #require(key)
        try await store.put([1], under: key)
        #expect(transport.requests.count == 2)
        try await store.put([1], under: key)
        #expect(transport.requests.count == 3)
    }

    /// A key that is wrong is not tried again and again with other clocks.
    @Test func keepsItsClockWhenTheServicesAgrees() async throws {
        let transport = ScriptedTransport { _, _ in
            .s3(403, "SignatureDoesNotMatch", ["date": CalendarTime(secondsSince1970: BucketObjectStore.now).httpDate])
        }
        let key = try #require(key)
        await #expect(throws: ObjectStoreError.self) { try await BucketObjectStore.s3(transport).put([1], under: key) }
        #expect(transport.requests.count == 1)
    }

    @Test func takesRotatedCredentials() async throws {
        let rotation = Mutex(0)
        let keys = CredentialSource<AccessKey> { () throws(ObjectStoreError) in
            let number = rotation.withLock {
                $0 += 1; return $0
            }
            return AccessKey(id: "AKID\(number)", secret: Secret("s"), sessionToken: Secret("t\(number)"))
        }
        let transport = ScriptedTransport { request, _ in
            request.header("x-amz-security-token") == "t2" ? StoreResponse(204) : .s3(400, "ExpiredToken")
        }
        let key = try #require(key)
        try await BucketObjectStore.s3(transport, keys: keys).delete(key)
        #expect(transport.requests.map { $0.header("x-amz-security-token") } == ["t1", "t2"])
    }

    @Test func tellsABrokenConnectionFromARefusal() async throws {
        let key = try #require(key)
        let broken = try BucketObjectStore.s3(
            ScriptedTransport { _, _ throws(TransportFailure) in throw .broken("reset") })
        await #expect { try await broken.get(key) } throws: { ($0 as? ObjectStoreError)?.isTransient == true }
        let refused = try BucketObjectStore.s3(
            ScriptedTransport { _, _ throws(TransportFailure) in throw .refused("TLS") })
        await #expect { try await refused.get(key) } throws: { ($0 as? ObjectStoreError)?.isTransient == false }
        let long = try BucketObjectStore.s3(
            ScriptedTransport { _, _ throws(TransportFailure) in throw .tooLong(announced: 9) })
        await #expect { try await long.get(key) } throws: { "\($0)".contains("9 bytes") }
    }

    @Test(arguments: [
        (StoreResponse(206, ["content-range": "bytes 1-3/9"], "bcd"), RangeAnswer.bytes([98, 99, 100])),
        (StoreResponse(206, ["content-range": "bytes 1-2/3"], "bc"), .size(3)),
        (
            StoreResponse(206, ["content-range": "bytes 1-2/9"], "bc"),
            .malformed("the service answered fewer bytes than the object has")
        ),
        (
            StoreResponse(206, ["content-range": "bytes 1-2/*"], "bc"),
            .malformed("the service answered fewer bytes than the object has")
        ),
        (
            StoreResponse(206, ["content-range": "bytes 2-4/9"], "bcd"),
            .malformed("the service answered other bytes than were asked for")
        ),
        (
            StoreResponse(206, ["content-range": "bytes 1-3/9"], "bc"),
            .malformed("the service answered other bytes than were asked for")
        ),
        (StoreResponse(206, [:], "bcd"), .malformed("the service answered a part of the object without telling which")),
        (
            StoreResponse(206, ["content-range": "bytes 3-1/9"], ""),
            .malformed("the service answered a part of the object without telling which")
        ),
        (StoreResponse(200, [:], "abcd"), .bytes([98, 99, 100])), (StoreResponse(200, [:], "abc"), .size(3)),
        (StoreResponse(416, ["content-range": "bytes */0"]), .size(0)), (StoreResponse(416), .beyond),
        (StoreResponse(403), .refused), (StoreResponse(404), .refused),
    ])
    func readsRanges(_ response: StoreResponse, _ answer: RangeAnswer) {
        #expect(RangeAnswer(response, range: 1..<4) == answer)
    }

    @Test func asksForTheSizeWhereARefusedRangeDoesNotTellIt() async throws {
        let key = try #require(key)
        let transport = ScriptedTransport { request, _ in
            request.method == "HEAD" ? StoreResponse(200, ["content-length": "2"]) : StoreResponse(416)
        }
        let store = try BucketObjectStore.s3(transport)
        await #expect(throws: ObjectStoreError.rangeInvalid(key: key, range: 5..<6, sizeBytes: 2)) {
            try await store.get(key, range: 5..<6)
        }
        #expect(try await store.get(key, range: 2..<2) == [])
    }

    @Test func refusesLargeObjectsBeforeSendingThem() async throws {
        let key = try #require(key)
        let transport = ScriptedTransport { _, _ in StoreResponse(200) }
        let store = try BucketObjectStore.s3(transport)
        await #expect(
            throws: ObjectStoreError.tooLarge(
                key: key, sizeBytes: Limits.objectBytes + 1, limitBytes: Limits.objectBytes)
        ) { try await store.get(key, range: 0..<(Limits.objectBytes + 1)) }
        #expect(transport.requests.isEmpty)
    }

    @Test func knowsAzuresWordForAnObjectThatIsThere() async throws {
        let key = try #require(key)
        let transport = ScriptedTransport { _, _ in StoreResponse(409, ["x-ms-error-code": "BlobAlreadyExists"]) }
        let store = try BucketObjectStore.azure(transport)
        await #expect(throws: ObjectStoreError.alreadyExists(key: key)) { try await store.create([1], under: key) }
        #expect(transport.requests.first?.url == "https://account.blob.core.windows.net/container/base/a/b")
        // A write that may replace is not refused because there is something to replace.
        await #expect { try await store.put([1], under: key) } throws: {
            ($0 as? ObjectStoreError)?.isTransient == true
        }
    }
}
