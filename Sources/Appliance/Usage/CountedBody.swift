import HTTPTypes
import Hummingbird
import NIOCore

/// A request's body that tells how much of it has been read.
struct CountedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let body: RequestBody
    let facts: HandlerFacts

    struct AsyncIterator: AsyncIteratorProtocol {
        var parts: RequestBody.AsyncIterator
        let facts: HandlerFacts

        mutating func next() async throws -> ByteBuffer? {
            let part = try await parts.next()
            if let part { facts.received(bytes: part.readableBytes) }
            return part
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(parts: body.makeAsyncIterator(), facts: facts)
    }
}

extension Request {
    /// The size of a body that announces itself with a Content-Length of at most ``Limits/trustedBodyBytes``.
    ///
    /// Others are counted as they arrive: a chunked one says nothing, and one that is refused for its size is never read.
    var trustedBodyBytes: Int? {
        // Not by subscript, which joins all fields of the name and takes longer than the rest of the envelope's start.
        guard let field = headers.first(where: { $0.name == .contentLength }) else {
            return method == .get || method == .head ? 0 : nil
        }
        return Int(field.value).flatMap { (0...Limits.trustedBodyBytes).contains($0) ? $0 : nil }
    }

    /// The same request; what is read of its body is added to `facts`.
    func countingBody(_ facts: HandlerFacts) -> Request {
        var request = self
        request.body = RequestBody(asyncSequence: CountedBody(body: body, facts: facts))
        return request
    }
}
