import Testing

@testable import ObjectStore

@Suite struct GoogleServiceTests {
    private func store(_ answer: @escaping @Sendable (StoreRequest) -> StoreResponse) throws -> (
        BucketObjectStore, ScriptedTransport
    ) {
        guard case .google(let location) = try StoreLocation("gs://bucket/base") else {
            throw ObjectStoreError.locationInvalid(reason: "a test is wrong")
        }
        let token = StoreResponse(200, [:], #"{"access_token":"t","expires_in":3600}"#)
        let account = ServiceAccount(
            email: "a@b", privateKey: Secret(GoogleServiceKey.pem), privateKeyID: nil,
            tokenAddress: "https://t.example.org/")
        let transport = ScriptedTransport { request, _ in
            request.endpoint.host == "t.example.org" ? token : answer(request)
        }
        let tokens = AccessTokens(accounts: .fixed(account), transport: transport)
        let exchange = ServiceExchange(
            service: GoogleService(location: location, tokens: tokens, random: { 35 }), transport: transport,
            secondsSince1970: { BucketObjectStore.now })
        return (BucketObjectStore(exchange: exchange, prefix: location.prefix), transport)
    }

    @Test func createsGenerationZero() async throws {
        let (store, transport) = try store { _ in StoreResponse(412) }
        let key = try ObjectKey("a/b")
        await #expect(throws: ObjectStoreError.alreadyExists(key: key)) { try await store.create([1, 2], under: key) }
        let request = try #require(transport.requests.last)
        #expect(
            request.url
                == "https://storage.googleapis.com/upload/storage/v1/b/bucket/o?ifGenerationMatch=0&uploadType=multipart"
        )
        #expect(request.header("authorization") == "Bearer t")
        #expect(request.header("content-type") == "multipart/related; boundary=part-23-23")
        let text = String(decoding: request.body, as: UTF8.self)
        #expect(text.contains(#"{"name":"base/a/b"}"#) && text.hasSuffix("\r\n\r\n\u{1}\u{2}\r\n--part-23-23--\r\n"))
    }

    @Test(arguments: [
        (#"{"size":"7"}"#, 7), (#"{"size":"-7"}"#, nil), (#"{}"#, nil), ("<html>", nil), (#"{"size":7}"#, nil),
    ])
    func readsSizes(_ body: String, _ size: Int?) async throws {
        let (store, _) = try store { _ in StoreResponse(200, [:], body) }
        let key = try ObjectKey("k")
        if let size {
            #expect(try await store.head(key) == ObjectInfo(key: key, sizeBytes: size))
        } else {
            await #expect(throws: ObjectStoreError.self) { try await store.head(key) }
        }
    }

    @Test(arguments: [
        (#"{"items":[{"name":"base/a","size":"1"},{"name":"other","size":"2"}]}"#, ["a"]), ("{}", []),
        (#"{"items":[{"name":"base/a"}]}"#, nil), (#"{"items":[{"size":"1"}]}"#, nil), ("[]", nil), ("", nil),
        (#"{"items":[{"name":"base/a","size":"x"}]}"#, nil), (#"{"items":{}}"#, nil),
    ])
    func readsLists(_ body: String, _ keys: [String]?) async throws {
        let (store, _) = try store { _ in StoreResponse(200, [:], body) }
        if let keys {
            #expect(try await store.list(prefix: "", after: nil, limit: 9).map(\.key.description) == keys)
        } else {
            await #expect(throws: ObjectStoreError.self) { try await store.list(prefix: "", after: nil, limit: 9) }
        }
    }

    /// A token that is refused before its end is replaced, once.
    @Test func replacesATokenThatIsRefused() async throws {
        let (store, transport) = try store { _ in StoreResponse(401) }
        let key = try ObjectKey("k")
        await #expect { try await store.get(key) } throws: { "\($0)".contains("no longer good") }
        #expect(transport.requests.map(\.method) == ["POST", "GET", "POST", "GET"])
    }
}
