/// A request that a service refused: the one table from statuses and codes to errors.
///
/// Codes are those of the error references of Amazon S3, Cloud Storage and Azure Storage. What a service says beyond its
/// code is not repeated: it may quote what was signed.
struct Refusal: Sendable, Hashable {
    var status: Int
    /// The service's own word.
    var code: String?
    /// Seconds to stay away, as the service asks.
    var retryAfterSeconds: Int?
    /// The region in which a bucket is, where the service tells.
    var region: String?

    /// Whether an object is there already, the answer to a write that may only create.
    var saysExists: Bool {
        status == 412 || code == "BlobAlreadyExists" || code == "PreconditionFailed"
    }

    /// Whether newer credentials may be taken where these are not.
    var doubtsCredentials: Bool {
        status == 401 || ["ExpiredToken", "TokenRefreshRequired", "InvalidToken"].contains(code ?? "")
    }

    /// The error for an operation on a thing.
    func error(operation: String, subject: String) -> ObjectStoreError {
        let said = "the service answered \(status)" + (code.map { " \($0)" } ?? "")
        if isTransient {
            return .unavailable(
                operation: operation, subject: subject, reason: said,
                retryAfterMilliseconds: retryAfterSeconds.map { $0 * 1_000 })
        }
        let reason = advice.map { "\(said): \($0)" } ?? said
        return .failed(operation: operation, subject: subject, reason: reason)
    }

    private var isTransient: Bool {
        switch code {
        case "SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "ServerBusy", "OperationTimedOut",
            "OperationAborted", "ConditionalRequestConflict", "BadDigest", "XAmzContentSHA256Mismatch",
            "IncompleteBody", "InvalidBlockList", "Md5Mismatch", "NoSuchUpload":
            true
        default: [408, 409, 425, 429, 500, 502, 503, 504].contains(status)
        }
    }

    /// What to do about it.
    private var advice: String? {
        switch code {
        case "InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthenticationFailed", "InvalidSecurity", "Unauthorized":
            return "the key is unknown or wrong; check the credentials"
        case "ExpiredToken", "TokenRefreshRequired", "InvalidToken":
            return "the session token has expired; renew the credentials"
        case "RequestTimeTooSkewed":
            return "the clocks differ too much; set this machine's clock"
        case "AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect", "IllegalLocationConstraint":
            return elsewhere
        case "EntityTooLarge", "RequestBodyTooLarge":
            return "the object is larger than the service takes in one request (5 GiB)"
        default: break
        }
        switch status {
        case 300...399: return elsewhere
        // Of an object that is missing nobody asks what to do: what is left is where objects are kept.
        case 404: return "there is no such bucket; make it, or correct the address"
        case 401: return "the credentials are missing or no longer good; renew them"
        case 403: return "these credentials may not do this; check them and the rights of the bucket"
        case 413: return "the object is larger than the service takes in one request"
        case 407: return "the proxy wants credentials"
        default: return nil
        }
    }

    private var elsewhere: String {
        if let region { return "the bucket is in the region \(region); set region=\(region) in the address" }
        return "the bucket is in another region or behind another address; correct region or endpoint in the address"
    }
}

extension Refusal {
    /// What a response says, its code already read.
    init(_ response: StoreResponse, code: String?, now: CalendarTime) {
        self.init(
            status: response.status, code: code.flatMap(Self.plain),
            retryAfterSeconds: response.header("retry-after").flatMap { Self.seconds($0, from: now) },
            region: response.header("x-amz-bucket-region").flatMap(Self.plain))
    }

    /// Seconds that a `Retry-After` header tells, as a number or as a date.
    static func seconds(_ header: String, from now: CalendarTime) -> Int? {
        if let seconds = Int(header) { return min(max(seconds, 0), Limits.retryAfterSeconds) }
        guard let date = CalendarTime(httpDate: header) else { return nil }
        return min(max(date.secondsSince1970 - now.secondsSince1970, 0), Limits.retryAfterSeconds)
    }

    /// A word of a service, when it is one and nothing that could be made to look like a log line.
    private static func plain(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        }
        return isPlain && !text.isEmpty && text.utf8.count <= 64 ? text : nil
    }
}
