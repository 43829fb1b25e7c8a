import HTTPTypes
import Hummingbird
import JSONText
import NIOCore

extension Response {
    /// An answer of `bytes` with their type; Content-Length is set from the body.
    init(_ status: HTTPResponse.Status = .ok, type: String, bytes: [UInt8], headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = type
        self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// An answer of JSON that `write` fills in.
    static func json(_ status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void) -> Response {
        var writer = JSONWriter()
        write(&writer)
        return Response(status, type: MediaType.json.rawValue, bytes: writer.bytes)
    }
}
