import Testing

@testable import ObjectStore

/// The examples of "Signature Calculations for the Authorization Header" in the API reference of Amazon S3.
@Suite struct SignatureV4Tests {
    private static let key = AccessKey(
        id: "AKIAIOSFODNN7EXAMPLE", secret: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
    private static let host = Endpoint(isSecure: true, host: "examplebucket.s3.amazonaws.com")
    private static let time = CalendarTime(secondsSince1970: 1_369_353_600)
    private static let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private func signature(_ request: StoreRequest, _ hash: String = nothing) -> String? {
        SignatureV4(family: .amazon, region: "us-east-1")
            .signed(request, bodyHash: hash, key: Self.key, at: Self.time)
            .header("authorization")
    }

    private func expected(_ headers: String, _ signature: String) -> String {
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            + "SignedHeaders=\(headers), Signature=\(signature)"
    }

    @Test func signsAReadOfSomeBytes() {
        var request = StoreRequest("GET", Self.host, path: "/test.txt")
        request.set("range", "bytes=0-9")
        #expect(
            signature(request)
                == expected(
                    "host;range;x-amz-content-sha256;x-amz-date",
                    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"))
    }

    @Test func signsAWrite() async {
        var request = StoreRequest("PUT", Self.host, path: "/" + PercentEncoding.encode("test$file.text"))
        request.set("date", Self.time.httpDate)
        request.set("x-amz-storage-class", "REDUCED_REDUNDANCY")
        request.body = Array("Welcome to Amazon S3.".utf8)
        let hash = await BodyHasher().sha256(request.body)
        #expect(hash == "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
        #expect(
            signature(request, hash)
                == expected(
                    "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"))
    }

    @Test(arguments: [
        ([("lifecycle", "")], "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ([("prefix", "J"), ("max-keys", "2")], "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ])
    func signsParameters(_ parameters: [(String, String)], _ signature: String) {
        var request = StoreRequest("GET", Self.host, path: "/")
        for (name, value) in parameters { request.ask(name, value) }
        #expect(self.signature(request) == expected("host;x-amz-content-sha256;x-amz-date", signature))
    }

    @Test func signsTheSessionTokenAndShowsNoSecret() throws {
        let key = AccessKey(id: "AKIAIOSFODNN7EXAMPLE", secret: Secret("hidden"), sessionToken: Secret("token"))
        let signed = SignatureV4(family: .amazon, region: "us-east-1")
            .signed(StoreRequest("GET", Self.host, path: "/"), bodyHash: Self.nothing, key: key, at: Self.time)
        #expect(signed.header("x-amz-security-token") == "token")
        let authorization = try #require(signed.header("authorization"))
        #expect(authorization.contains("host;x-amz-content-sha256;x-amz-date;x-amz-security-token,"))
        for text in ["\(key)", String(reflecting: key), "\(signed.header("authorization") ?? "")"] {
            #expect(!text.contains("hidden"))
        }
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains("hidden") && !dumped.contains("104"))
    }

    @Test func usesGooglesNamesForGoogle() throws {
        let signed = SignatureV4(family: .google, region: "auto")
            .signed(StoreRequest("GET", Self.host, path: "/a"), bodyHash: Self.nothing, key: Self.key, at: Self.time)
        #expect(signed.header("x-goog-date") == "20130524T000000Z")
        #expect(!signed.headers.contains { $0.name.hasPrefix("x-amz") })
        let authorization = try #require(signed.header("authorization"))
        #expect(
            authorization.hasPrefix(
                "GOOG4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/auto/storage/goog4_request"))
    }
}
