import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The whole body.
    ///
    /// - Throws: ``APIError`` 413 when it has over `limit` bytes: at once where Content-Length says so.
    func collectBody(limit: Int) async throws -> ByteBuffer {
        if let announced = headers.value(of: .contentLength).flatMap({ Int($0) }), announced > limit {
            throw APIError.tooLarge(limit: limit)
        }
        do {
            return try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw APIError.tooLarge(limit: limit)
        } catch let fault as RequestFault {
            throw APIError(fault)
        } catch is CancellationError {
            throw APIError(.serviceUnavailable, "The server is stopping. Try again.")
        } catch {
            // The stream's own errors: a chunk that is none, or a caller that left.
            throw APIError(.badRequest, "The body is malformed or ends early.")
        }
    }
}
