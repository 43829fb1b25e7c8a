import Crypto
import Foundation
import HTTPTypes

/// The opening handshake of a WebSocket (RFC 6455, 4.2).
struct WebSocketHandshake: Sendable, Equatable {
    /// Proves to the client that its key was read: the answer's `Sec-WebSocket-Accept`.
    let accept: String

    private static let version = "13"
    /// Appended to the key before it is hashed (RFC 6455, 1.3).
    private static let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// Reads a request; `isHTTP1` tells whether its connection can change its protocol.
    ///
    /// - Throws: ``APIError`` 426 for a request that does not ask for a WebSocket of version 13 over HTTP/1.1, 400 for a key
    ///   that is none.
    init(_ head: HTTPRequest, isHTTP1: Bool) throws(APIError) {
        guard isHTTP1 else {
            throw APIError(
                .upgradeRequired, "This path speaks WebSocket, which begins with a request over HTTP/1.1.")
        }
        let fields = head.headerFields
        guard head.method == .get, Self.names(fields, .upgrade).contains("websocket"),
            Self.names(fields, .connection).contains("upgrade")
        else {
            throw Self.upgradeRequired("This path speaks WebSocket: send Connection: Upgrade and Upgrade: websocket.")
        }
        guard fields[.secWebSocketVersion] == Self.version else {
            throw Self.upgradeRequired("This path speaks WebSocket of version \(Self.version).")
        }
        guard let key = fields[.secWebSocketKey], let bytes = Data(base64Encoded: key), bytes.count == 16 else {
            throw APIError(.badRequest, "The field Sec-WebSocket-Key takes 16 bytes in base64.")
        }
        accept = Data(Insecure.SHA1.hash(data: Data((key + Self.guid).utf8))).base64EncodedString()
    }

    /// The fields of the answer 101.
    var fields: HTTPFields {
        [.upgrade: "websocket", .connection: "Upgrade", .secWebSocketAccept: accept]
    }

    /// The names in a list, in lower case.
    private static func names(_ fields: HTTPFields, _ name: HTTPField.Name) -> [String] {
        fields[values: name].flatMap { $0.split(separator: ",") }.map { $0.trimmingSpaces().lowercased() }
    }

    private static func upgradeRequired(_ detail: String) -> APIError {
        APIError(
            .upgradeRequired, detail,
            headers: [.upgrade: "websocket", .connection: "Upgrade", .secWebSocketVersion: version])
    }
}
