import HTTPTypes
import Hummingbird

/// The types of bodies that are read and written here.
enum MediaType: String, Sendable {
    case json = "application/json"
    case csv = "text/csv"
    case ndjson = "application/x-ndjson"
    case octets = "application/octet-stream"
    case html = "text/html"
    case protobuf = "application/x-protobuf"
    case form = "application/x-www-form-urlencoded"

    /// The type that a Content-Type or Accept entry names, without its parameters and in lower case.
    static func essence(of header: some StringProtocol) -> String {
        let end = header.firstIndex(of: ";") ?? header.endIndex
        return header[..<end].trimmingSpaces().lowercased()
    }

    /// The body's type, when it is one of `accepted`.
    ///
    /// - Throws: ``APIError`` 415 when the request names no type or another one.
    static func ofBody(_ request: Request, accepted: [MediaType]) throws(APIError) -> MediaType {
        let header = request.headers.value(of: .contentType)
        // The common spelling first: it is on the way of every prediction.
        if header == MediaType.json.rawValue, accepted.contains(.json) { return .json }
        guard let header, let type = MediaType(rawValue: essence(of: header)), accepted.contains(type) else {
            throw .unsupportedMediaType(header, accepted: accepted.map(\.rawValue))
        }
        return type
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at its ends.
    func trimmingSpaces() -> SubSequence {
        var rest = self[...]
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}

extension Request {
    /// Whether the caller prefers a page over JSON: a browser names `text/html` in Accept.
    var prefersHTML: Bool {
        headers[.accept]?.split(separator: ",").contains { MediaType.essence(of: $0) == MediaType.html.rawValue }
            ?? false
    }
}
