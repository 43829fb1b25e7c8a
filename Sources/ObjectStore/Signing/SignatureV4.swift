internal import Crypto

/// Amazon's Signature Version 4, and Google's, which is the same with other names: pure, from a request to its header.
///
/// Source: "Create a signed AWS API request" in AWS's Identity and Access Management user guide, and "V4 signing process"
/// in the documentation of Cloud Storage. The path is encoded once, as S3 wants it, and every header is signed.
struct SignatureV4: Sendable {
    /// The names that differ between the two.
    struct Family: Sendable, Hashable {
        let algorithm: String
        let keyPrefix: String
        let terminator: String
        let service: String
        let headerPrefix: String
        let tokenHeader: String

        static let amazon = Family(
            algorithm: "AWS4-HMAC-SHA256", keyPrefix: "AWS4", terminator: "aws4_request", service: "s3",
            headerPrefix: "x-amz-", tokenHeader: "x-amz-security-token")

        static let google = Family(
            algorithm: "GOOG4-HMAC-SHA256", keyPrefix: "GOOG4", terminator: "goog4_request", service: "storage",
            headerPrefix: "x-goog-", tokenHeader: "x-goog-security-token")
    }

    let family: Family
    let region: String

    /// The request with its date, the hash of its body and its signature.
    func signed(_ request: StoreRequest, bodyHash: String, key: AccessKey, at time: CalendarTime) -> StoreRequest {
        var request = request
        request.set("host", request.endpoint.authority)
        request.set("\(family.headerPrefix)date", time.basicForm)
        request.set("\(family.headerPrefix)content-sha256", bodyHash)
        if let token = key.sessionToken {
            request.set(family.tokenHeader, String(decoding: token.bytes, as: UTF8.self))
        }
        let canonical = canonicalRequest(request, bodyHash: bodyHash)
        let signature = signature(of: stringToSign(canonical, at: time), key: key, at: time)
        request.set(
            "authorization",
            "\(family.algorithm) Credential=\(key.id)/\(scope(at: time)), "
                + "SignedHeaders=\(Self.signedHeaders(request)), Signature=\(signature)")
        return request
    }

    /// The lines whose hash is signed.
    func canonicalRequest(_ request: StoreRequest, bodyHash: String) -> String {
        let headers = request.headers.sorted { $0.name < $1.name }
            .map { "\($0.name):\(Self.trimmed($0.value))\n" }
            .joined()
        return [
            request.method, request.fullPath, request.encodedQuery, headers, Self.signedHeaders(request), bodyHash,
        ].joined(separator: "\n")
    }

    /// The four lines that are signed.
    func stringToSign(_ canonicalRequest: String, at time: CalendarTime) -> String {
        [
            family.algorithm, time.basicForm, scope(at: time),
            Hexadecimal.text(SHA256.hash(data: Array(canonicalRequest.utf8))),
        ].joined(separator: "\n")
    }

    /// The signature under the key of the day, region and service.
    func signature(of text: String, key: AccessKey, at time: CalendarTime) -> String {
        var derived = Array(family.keyPrefix.utf8) + key.secret.bytes
        for part in [time.basicDate, region, family.service, family.terminator] {
            derived = Self.mac(part, key: derived)
        }
        return Hexadecimal.text(Self.mac(text, key: derived))
    }

    private func scope(at time: CalendarTime) -> String {
        [time.basicDate, region, family.service, family.terminator].joined(separator: "/")
    }

    private static func signedHeaders(_ request: StoreRequest) -> String {
        request.headers.map(\.name).sorted().joined(separator: ";")
    }

    private static func trimmed(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }

    private static func mac(_ text: String, key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }
}
