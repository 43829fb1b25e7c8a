import HTTPTypes
import Hummingbird
import WireFormats

extension Request {
    /// The whole body, unpacked where its Content-Encoding is gzip.
    ///
    /// - Throws: ``APIError`` 413 when it has over `limit` bytes, packed or unpacked, 400 when it is no gzip.
    func collectUnpackedBody(limit: Int) async throws -> [UInt8] {
        let body = Array(try await collectBody(limit: limit).readableBytesView)
        guard headers.value(of: .contentEncoding)?.lowercased() == "gzip" else { return body }
        do {
            return try Gzip.decompress(body, limit: limit)
        } catch CompressionError.tooLarge(_, _) {
            throw APIError.tooLarge(limit: limit)
        } catch {
            throw APIError(.badRequest, "The body cannot be unpacked: \(error)")
        }
    }
}
