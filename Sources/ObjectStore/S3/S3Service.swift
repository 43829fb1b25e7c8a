/// Amazon S3 and what speaks as it does, Cloud Storage's XML interface with its own names among them.
///
/// Source: the API reference of Amazon S3 (2006-03-01). Bodies are signed as they are and never sent in signed chunks,
/// which several services refuse.
struct S3Service: BucketService {
    let location: S3Location
    let signature: SignatureV4
    let keys: CredentialSource<AccessKey>
    let hasher: BodyHasher

    var place: String { "the bucket \(location.bucket) at \(endpoint)" }

    private var endpoint: Endpoint {
        location.usesVirtualHost ? location.endpoint.inFront(location.bucket) : location.endpoint
    }

    private var isGoogle: Bool { signature.family == .google }

    func request(for operation: BucketOperation) -> StoreRequest {
        switch operation {
        case .read(let name, let range):
            var request = object("GET", name)
            request.answerLimit = range?.count ?? Limits.objectBytes
            if let range { request.set("range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)") }
            return request
        case .head(let name): return object("HEAD", name)
        case .write(let name, let bytes, let createOnly):
            var request = object("PUT", name)
            request.body = bytes
            request.set("content-type", "application/octet-stream")
            if createOnly { setCondition(on: &request) }
            return request
        case .delete(let name): return object("DELETE", name)
        case .list(let prefix, let after, let token, let limit):
            var request = StoreRequest("GET", endpoint, path: location.usesVirtualHost ? "/" : "/\(location.bucket)")
            request.answerLimit = Limits.listBytes
            request.ask("list-type", "2")
            request.ask("max-keys", String(limit))
            request.ask("encoding-type", "url")
            if !prefix.isEmpty { request.ask("prefix", prefix) }
            if let token {
                request.ask("continuation-token", token)
            } else if let after {
                request.ask("start-after", after)
            }
            return request
        }
    }

    /// A request about an object.
    func object(_ method: String, _ name: String) -> StoreRequest {
        let bucket = location.usesVirtualHost ? "" : "/\(location.bucket)"
        return StoreRequest(
            method, endpoint, path: "\(bucket)/\(PercentEncoding.encode(name, keepingSlashes: true))")
    }

    func authorised(_ request: StoreRequest, at time: CalendarTime) async throws -> StoreRequest {
        let hash = await hasher.sha256(request.body)
        return signature.signed(request, bodyHash: hash, key: try await keys.current(), at: time)
    }

    func code(of response: StoreResponse) -> String? {
        try? XMLReader.read(response.body)["Code"]
    }

    func page(from body: [UInt8]) throws(MalformedAnswer) -> BucketPage {
        let root: XMLElement
        do throws(XMLReader.Failure) { root = try XMLReader.read(body) } catch {
            throw MalformedAnswer(reason: "it is not XML: \(error.reason) at byte \(error.offset)")
        }
        guard root.name == "ListBucketResult" else { throw MalformedAnswer(reason: "it is not a list of a bucket") }
        let isEncoded = root["EncodingType"] == "url"
        var page = BucketPage()
        for content in root.all("Contents") {
            guard let text = content["Key"], let size = content["Size"].flatMap({ Int($0) }), size >= 0,
                let name = isEncoded ? PercentEncoding.decode(text.replacing("+", with: " ")) : text
            else { throw MalformedAnswer(reason: "an object has no name or no size") }
            page.entries.append(BucketPage.Entry(name: name, sizeBytes: size))
        }
        if root["IsTruncated"] == "true" {
            guard let next = root["NextContinuationToken"], !next.isEmpty else {
                throw MalformedAnswer(reason: "the list goes on and does not say where")
            }
            page.next = next
        }
        return page
    }

    /// Makes a request one that may only create.
    private func setCondition(on request: inout StoreRequest) {
        if isGoogle {
            request.set("x-goog-if-generation-match", "0")
        } else {
            request.set("if-none-match", "*")
        }
    }
}
