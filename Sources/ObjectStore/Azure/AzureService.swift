internal import Crypto
internal import Foundation

/// Azure Blob Storage, asked with the key of the storage account.
///
/// Source: the REST reference of Azure Storage, version 2021-12-02.
struct AzureService: BucketService {
    let location: AzureLocation
    let keys: CredentialSource<Secret>
    /// 64 random bits, for the names of blocks.
    let random: @Sendable () -> UInt64

    var place: String { "the container \(location.container) at \(location.endpoint)" }

    func request(for operation: BucketOperation) -> StoreRequest {
        switch operation {
        case .read(let name, let range):
            var request = blob("GET", name)
            request.answerLimit = range?.count ?? Limits.objectBytes
            if let range { request.set("x-ms-range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)") }
            return request
        case .head(let name): return blob("HEAD", name)
        case .write(let name, let bytes, let createOnly):
            var request = blob("PUT", name)
            request.body = bytes
            request.set("x-ms-blob-type", "BlockBlob")
            request.set("content-type", "application/octet-stream")
            if createOnly { request.set("if-none-match", "*") }
            return request
        case .delete(let name): return blob("DELETE", name)
        case .list(let prefix, let after, let token, let limit):
            // There is no way to begin behind a name: the caller leaves out what comes before it, in large pages.
            var request = StoreRequest("GET", location.endpoint, path: "/\(location.container)")
            request.answerLimit = Limits.listBytes
            request.ask("restype", "container")
            request.ask("comp", "list")
            request.ask("maxresults", String(after == nil ? limit : Limits.listedObjects))
            if !prefix.isEmpty { request.ask("prefix", prefix) }
            if let token { request.ask("marker", token) }
            return request
        }
    }

    /// A request about a blob.
    func blob(_ method: String, _ name: String) -> StoreRequest {
        StoreRequest(
            method, location.endpoint,
            path: "/\(location.container)/\(PercentEncoding.encode(name, keepingSlashes: true))")
    }

    func authorised(_ request: StoreRequest, at time: CalendarTime) async throws -> StoreRequest {
        SharedKeySignature(account: location.account).signed(request, key: try await keys.current(), at: time)
    }

    func code(of response: StoreResponse) -> String? {
        response.header("x-ms-error-code") ?? (try? XMLReader.read(response.body))?["Code"]
    }

    func page(from body: [UInt8]) throws(MalformedAnswer) -> BucketPage {
        let root: XMLElement
        do throws(XMLReader.Failure) { root = try XMLReader.read(body) } catch {
            throw MalformedAnswer(reason: "it is not XML: \(error.reason) at byte \(error.offset)")
        }
        guard root.name == "EnumerationResults", let blobs = root.first("Blobs") else {
            throw MalformedAnswer(reason: "it is not a list of blobs")
        }
        var page = BucketPage()
        for blob in blobs.all("Blob") {
            guard let name = blob["Name"], let size = blob.first("Properties")?["Content-Length"].flatMap({ Int($0) }),
                size >= 0
            else { throw MalformedAnswer(reason: "a blob has no name or no size") }
            page.entries.append(BucketPage.Entry(name: name, sizeBytes: size))
        }
        page.next = root["NextMarker"].flatMap { $0.isEmpty ? nil : $0 }
        return page
    }
}

extension AzureService {
    /// Writes a large blob as blocks and their list.
    ///
    /// The names of blocks are drawn at random: the blocks of two writers of one name share a place until a list is
    /// written, and must not take each other's.
    func writeInParts(
        _ bytes: [UInt8], parts: [Range<Int>], name: String, createOnly: Bool, through exchange: ServiceExchange
    ) async throws -> Bool {
        let upload = random()
        let ids = parts.indices.map { index in
            let number = String(index)
            let padded = String(repeating: "0", count: max(8 - number.count, 0)) + number
            return Data("\(String(upload, radix: 36))-\(padded)".utf8).base64EncodedString()
        }
        _ = try await BoundedTasks.map(parts, atOnce: Limits.partsAtOnce) { index, range in
            var request = blob("PUT", name)
            request.ask("comp", "block")
            request.ask("blockid", ids[index])
            request.body = Array(bytes[range])
            request.set("content-type", "application/octet-stream")
            try await send(request, name: name, through: exchange)
        }
        var request = blob("PUT", name)
        request.ask("comp", "blocklist")
        if createOnly { request.set("if-none-match", "*") }
        request.set("content-type", "application/xml")
        request.set("x-ms-blob-content-type", "application/octet-stream")
        request.body = Array("<BlockList>\(ids.map { "<Latest>\($0)</Latest>" }.joined())</BlockList>".utf8)
        try await send(request, name: name, through: exchange)
        return true
    }

    private func send(_ request: StoreRequest, name: String, through exchange: ServiceExchange) async throws {
        let subject = "\(name) in \(place)"
        let response = try await exchange.send(request, operation: "write", subject: subject)
        guard !response.isSuccess else { return }
        let refusal = exchange.refusal(response)
        if request.header("if-none-match") != nil, refusal.saysExists { throw AlreadyThere() }
        throw refusal.error(operation: "write", subject: subject)
    }
}
