/// What an answer to a request for some of an object's bytes means.
enum RangeAnswer: Sendable, Hashable {
    /// The bytes that were asked for.
    case bytes([UInt8])
    /// The object has so many bytes, and therefore not all of them.
    case size(Int)
    /// The object ends before them; its size was not told.
    case beyond
    /// The answer contradicts itself or the request.
    case malformed(String)
    /// The request was refused for another reason.
    case refused

    /// Reads an answer to a request for a range that is not empty.
    init(_ response: StoreResponse, range: Range<Int>) {
        switch response.status {
        case 206: self = Self.part(response, range)
        case 200: self = Self.whole(response.body, range)
        case 416:
            let size = response.header("content-range").flatMap(ContentRange.init)?.size
            self = size.map { .size($0) } ?? .beyond
        default: self = .refused
        }
    }

    private static func part(_ response: StoreResponse, _ range: Range<Int>) -> RangeAnswer {
        guard let told = response.header("content-range").flatMap(ContentRange.init), let bytes = told.bytes else {
            return .malformed("the service answered a part of the object without telling which")
        }
        guard bytes.lowerBound == range.lowerBound, bytes.count == response.body.count else {
            return .malformed("the service answered other bytes than were asked for")
        }
        if bytes == range { return .bytes(response.body) }
        guard let size = told.size, size < range.upperBound else {
            return .malformed("the service answered fewer bytes than the object has")
        }
        return .size(size)
    }

    /// A service may answer the whole object; it is no longer than the range, or it had not been read.
    private static func whole(_ body: [UInt8], _ range: Range<Int>) -> RangeAnswer {
        range.upperBound <= body.count ? .bytes(Array(body[range])) : .size(body.count)
    }
}

/// A `Content-Range` header (RFC 9110, section 14.4): `bytes 0-4/5`, `bytes 0-4/*` or `bytes */5`.
struct ContentRange: Sendable, Hashable {
    /// The bytes that follow; nil when none do.
    let bytes: Range<Int>?
    /// The size of the whole; nil when it is not told.
    let size: Int?

    /// What a header tells; nil when it is no such header.
    init?(_ text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        size = Int(parts[1])
        if parts[0] == "*" {
            bytes = nil
            return
        }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]), first >= 0, first <= last,
            last < Int.max
        else { return nil }
        bytes = first..<(last + 1)
    }
}
