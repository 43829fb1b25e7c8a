extension S3Service {
    /// Writes a large object in parts.
    ///
    /// A write that may only create goes in one request, up to the 5 GiB that S3 takes so: not every service that checks
    /// the condition there checks it when parts are put together. So does every write to Cloud Storage, which takes 5 TiB.
    func writeInParts(
        _ bytes: [UInt8], parts: [Range<Int>], name: String, createOnly: Bool, through exchange: ServiceExchange
    ) async throws -> Bool {
        guard !createOnly, signature.family == .amazon else { return false }
        let upload = MultipartUpload(service: self, exchange: exchange, name: name)
        let id = try await upload.begin()
        do {
            let tags = try await BoundedTasks.map(parts, atOnce: Limits.partsAtOnce) {
                try await upload.send(Array(bytes[$1]), number: $0 + 1, id: id)
            }
            try await upload.complete(tags, id: id)
        } catch {
            // Parts that stay behind cost money and are seen by nobody: they go also when this task was cancelled.
            await Task { try? await upload.abort(id) }.value
            throw error
        }
        return true
    }
}

/// The requests of one upload in parts.
private struct MultipartUpload: Sendable {
    let service: S3Service
    let exchange: ServiceExchange
    let name: String

    func begin() async throws -> String {
        var request = service.object("POST", name)
        request.ask("uploads", "")
        request.set("content-type", "application/octet-stream")
        let response = try await send(request)
        guard let id = (try? XMLReader.read(response.body))?["UploadId"], !id.isEmpty else {
            throw failure("the service began an upload and gave it no name")
        }
        return id
    }

    func send(_ bytes: [UInt8], number: Int, id: String) async throws -> String {
        var request = service.object("PUT", name)
        request.ask("partNumber", String(number))
        request.ask("uploadId", id)
        request.body = bytes
        guard let tag = try await send(request).header("etag") else {
            throw failure("the service took a part and did not tag it")
        }
        return tag
    }

    func complete(_ tags: [String], id: String) async throws {
        let parts = tags.enumerated().map { index, tag in
            "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(XMLElement.escaped(tag))</ETag></Part>"
        }
        var request = service.object("POST", name)
        request.ask("uploadId", id)
        request.set("content-type", "application/xml")
        request.body =
            Array(
                "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(parts.joined())"
                    .utf8) + Array("</CompleteMultipartUpload>".utf8)
        let response = try await send(request)
        // The service answers 200 before it knows: only the body says what came of it.
        let root = try? XMLReader.read(response.body)
        switch root?.name {
        case "CompleteMultipartUploadResult": return
        case "Error":
            let refusal = Refusal(status: 500, code: root?["Code"])
            throw refusal.error(operation: "write", subject: subject)
        default:
            throw ObjectStoreError.unavailable(
                operation: "write", subject: subject,
                reason: "the service did not say what came of the upload", retryAfterMilliseconds: nil)
        }
    }

    func abort(_ id: String) async throws {
        var request = service.object("DELETE", name)
        request.ask("uploadId", id)
        _ = try await send(request)
    }

    private var subject: String { "\(name) in \(service.place)" }

    private func send(_ request: StoreRequest) async throws -> StoreResponse {
        let response = try await exchange.send(request, operation: "write", subject: subject)
        guard response.isSuccess else {
            throw exchange.refusal(response).error(operation: "write", subject: subject)
        }
        return response
    }

    private func failure(_ reason: String) -> ObjectStoreError {
        .failed(operation: "write", subject: subject, reason: reason)
    }
}
