internal import JSONText

/// Cloud Storage by its JSON interface, asked with the access tokens of a service account.
///
/// Source: the reference of the JSON API, version 1. A write that may only create asks for generation 0.
struct GoogleService: BucketService {
    let location: GoogleLocation
    let tokens: AccessTokens
    /// 64 random bits, for the boundaries of bodies.
    let random: @Sendable () -> UInt64

    var place: String { "the bucket \(location.bucket) at \(location.endpoint)" }

    private var bucketPath: String { "/storage/v1/b/\(PercentEncoding.encode(location.bucket))/o" }

    func request(for operation: BucketOperation) -> StoreRequest {
        switch operation {
        case .read(let name, let range):
            var request = object("GET", name)
            request.ask("alt", "media")
            request.answerLimit = range?.count ?? Limits.objectBytes
            if let range { request.set("range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)") }
            return request
        case .head(let name):
            var request = object("GET", name)
            request.ask("fields", "size")
            return request
        case .write(let name, let bytes, let createOnly):
            var request = StoreRequest("POST", location.endpoint, path: "/upload" + bucketPath)
            request.ask("uploadType", "multipart")
            if createOnly { request.ask("ifGenerationMatch", "0") }
            setBody(bytes, name: name, of: &request)
            return request
        case .delete(let name): return object("DELETE", name)
        case .list(let prefix, let after, let token, let limit):
            var request = StoreRequest("GET", location.endpoint, path: bucketPath)
            request.answerLimit = Limits.listBytes
            request.ask("maxResults", String(limit))
            request.ask("fields", "nextPageToken,items(name,size)")
            if !prefix.isEmpty { request.ask("prefix", prefix) }
            if let after { request.ask("startOffset", after) }
            if let token { request.ask("pageToken", token) }
            return request
        }
    }

    func authorised(_ request: StoreRequest, at time: CalendarTime) async throws -> StoreRequest {
        request.with("authorization", "Bearer \(try await tokens.current(at: time))")
    }

    func credentialsRefused() async { await tokens.forget() }

    /// The answers of this interface have no codes of one word that say more than their statuses.
    func code(of response: StoreResponse) -> String? { nil }

    func page(from body: [UInt8]) throws(MalformedAnswer) -> BucketPage {
        let page: BucketPage
        do throws(JSONError) { page = try GooglePage.read(body) } catch {
            throw MalformedAnswer(reason: "\(error.reason) at byte \(error.offset)")
        }
        guard page.entries.allSatisfy({ !$0.name.isEmpty && $0.sizeBytes >= 0 }) else {
            throw MalformedAnswer(reason: "an object has no name or no size")
        }
        return page
    }

    /// An object with its name, as `multipart/related` (RFC 2387).
    ///
    /// The boundary is 128 random bits: no object has it in it, and nobody who makes objects can know it.
    private func setBody(_ bytes: [UInt8], name: String, of request: inout StoreRequest) {
        let boundary = "part-\(String(random(), radix: 16))-\(String(random(), radix: 16))"
        var metadata = JSONWriter()
        metadata.beginObject()
        metadata.key("name")
        metadata.string(name)
        metadata.endObject()
        request.set("content-type", "multipart/related; boundary=\(boundary)")
        request.body.reserveCapacity(bytes.count + 1_024)
        request.body += Array("--\(boundary)\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n".utf8)
        request.body += metadata.bytes
        request.body += Array("\r\n--\(boundary)\r\ncontent-type: application/octet-stream\r\n\r\n".utf8)
        request.body += bytes
        request.body += Array("\r\n--\(boundary)--\r\n".utf8)
    }

    func size(in response: StoreResponse) -> Int? { try? GooglePage.size(in: response.body) }

    private func object(_ method: String, _ name: String) -> StoreRequest {
        StoreRequest(method, location.endpoint, path: "\(bucketPath)/\(PercentEncoding.encode(name))")
    }
}

/// A page of a list as the JSON interface answers it.
private enum GooglePage {
    static func read(_ body: [UInt8]) throws(JSONError) -> BucketPage {
        var reader = JSONReader(body)
        var page = BucketPage()
        try reader.beginObject()
        while let name = try reader.nextKey() {
            switch name {
            case "items":
                try reader.beginArray()
                while try reader.nextElement() { page.entries.append(try entry(&reader)) }
            case "nextPageToken":
                let token = try reader.readString()
                page.next = token.isEmpty ? nil : token
            default: try reader.skipValue()
            }
        }
        try reader.finish()
        return page
    }

    /// The size that the metadata of an object tell, a number in a string.
    static func size(in body: [UInt8]) throws(JSONError) -> Int? {
        var reader = JSONReader(body)
        let size = try entry(&reader).sizeBytes
        try reader.finish()
        return size >= 0 ? size : nil
    }

    private static func entry(_ reader: inout JSONReader) throws(JSONError) -> BucketPage.Entry {
        var entry = BucketPage.Entry(name: "", sizeBytes: -1)
        try reader.beginObject()
        while let name = try reader.nextKey() {
            switch name {
            case "name": entry.name = try reader.readString()
            case "size": entry.sizeBytes = Int(try reader.readString()) ?? -1
            default: try reader.skipValue()
            }
        }
        return entry
    }
}
