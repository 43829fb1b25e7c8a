/// The fields of one head as far as they say where the request ends and whom it is for.
struct HeadFields: Sendable {
    var requestLine: RequestLine?
    /// Where the header begins, in bytes behind the beginning of the request.
    var start = 0
    private(set) var count = 0
    private var hasHost = false
    /// The host in lower case, kept only where the target names one too.
    private var host: [UInt8] = []
    private var contentLength: Int?
    private var isChunked = false
    private var closes = false
    private var expectsContinue = false

    /// Takes one line into account.
    ///
    /// - Throws: ``RequestFault`` unless it is a token, a colon and a value without control characters, or where it contradicts a line
    ///   before it.
    mutating func add(_ line: borrowing Span<UInt8>) throws(RequestFault) {
        let colon = try Self.colon(line)
        count += 1
        let name = line.extracting(0..<colon)
        let rest = line.extracting((colon + 1)..<line.count)
        let value = rest.extracting(rest.trimmedRange())
        // By length first: most fields are none of these.
        switch name.count {
        case 4 where name.equalsIgnoringCase("host"):
            guard !hasHost, HostName.isValid(value) else { throw .host }
            hasHost = true
            if case .url = requestLine?.target { host = value.lowercased() }
        case 6 where name.equalsIgnoringCase("expect"):
            guard value.equalsIgnoringCase("100-continue") else { throw .expectation }
            expectsContinue = true
        case 7 where name.equalsIgnoringCase("upgrade"): closes = true
        case 10 where name.equalsIgnoringCase("connection"):
            if value.hasListMember("close") { closes = true }
        case 14 where name.equalsIgnoringCase("content-length"):
            guard contentLength == nil, let length = Self.number(value) else { throw .contentLength }
            contentLength = length
        case 17 where name.equalsIgnoringCase("transfer-encoding"):
            guard !isChunked, value.equalsIgnoringCase("chunked") else { throw .transferCoding }
            isChunked = true
        default: break
        }
    }

    /// Takes one trailer line into account: the fields that say where a request ends come too late behind its body.
    mutating func addTrailer(_ line: borrowing Span<UInt8>) throws(RequestFault) {
        let colon: Int
        do { colon = try Self.colon(line) } catch { throw .trailer }
        count += 1
        let name = line.extracting(0..<colon)
        for forbidden in ["content-length", "transfer-encoding", "host", "connection", "authorization", "x-api-key"]
        where name.equalsIgnoringCase(forbidden) {
            throw .trailer
        }
    }

    /// What the complete head says.
    ///
    /// - Throws: ``RequestFault`` for a missing Host, two lengths, or chunks in HTTP/1.0.
    func facts() throws(RequestFault) -> RequestFacts {
        guard let requestLine else { throw .requestLine }
        guard contentLength == nil || !isChunked else { throw .bodyLengthTwice }
        guard !isChunked || requestLine.isVersion11 else { throw .transferCoding }
        guard hasHost || !requestLine.isVersion11 else { throw .host }
        if case .url(let named) = requestLine.target, hasHost, named != host { throw .hostMismatch }
        return RequestFacts(
            keepsAlive: requestLine.isVersion11 && !closes,
            // HTTP/1.0 cannot be asked (RFC 9110, 10.1.1).
            expectsContinue: expectsContinue && requestLine.isVersion11,
            body: isChunked ? .chunked : .bytes(contentLength ?? 0))
    }

    /// Where the colon of a well-formed line stands.
    private static func colon(_ line: borrowing Span<UInt8>) throws(RequestFault) -> Int {
        guard line.last != .lineFeed else { throw .lineEnding }
        guard line[0] != .space, line[0] != .tab else { throw .folding }
        var colon = 0
        while colon < line.count, line[colon].isToken { colon += 1 }
        guard colon < line.count else { throw .fieldLine }
        guard colon > 0, line[colon] == UInt8(ascii: ":") else { throw .fieldName }
        var index = colon + 1
        while index < line.count {
            guard line[index].isFieldValue else { throw .fieldValue }
            index += 1
        }
        return colon
    }

    /// A decimal number below 10^15; zeros in front are harmless, a sign or a list is not.
    private static func number(_ text: borrowing Span<UInt8>) -> Int? {
        guard (1...15).contains(text.count) else { return nil }
        var number = 0
        var index = 0
        while index < text.count {
            guard text[index].isDigit else { return nil }
            number = number * 10 + Int(text[index] - UInt8(ascii: "0"))
            index += 1
        }
        return number
    }
}
