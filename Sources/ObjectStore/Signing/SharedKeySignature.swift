internal import Crypto
internal import Foundation

/// Azure's Shared Key: pure, from a request to its header.
///
/// Source: "Authorize with Shared Key" in the REST reference of Azure Storage. A length of nothing is an empty slot, as
/// since version 2015-02-21.
struct SharedKeySignature: Sendable {
    /// The version of the service that requests are written for.
    static let version = "2021-12-02"

    private static let slots = [
        "content-encoding", "content-language", "content-length", "content-md5", "content-type", "date",
        "if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range",
    ]

    let account: String

    /// The request with its date, the version and its signature.
    func signed(_ request: StoreRequest, key: Secret, at time: CalendarTime) -> StoreRequest {
        var request = request
        request.set("x-ms-date", time.httpDate)
        request.set("x-ms-version", Self.version)
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(stringToSign(request).utf8), using: SymmetricKey(data: key.bytes))
        request.set("authorization", "SharedKey \(account):\(Data(code).base64EncodedString())")
        return request
    }

    /// The lines that are signed.
    func stringToSign(_ request: StoreRequest) -> String {
        let slots = Self.slots.map { name in
            if name == "content-length" { return request.body.isEmpty ? "" : String(request.body.count) }
            return request.header(name) ?? ""
        }
        let own = request.headers.filter { $0.name.hasPrefix("x-ms-") }
            .sorted { $0.name < $1.name }
            .map { "\($0.name):\($0.value)" }
        return ([request.method] + slots + own + [resource(request)]).joined(separator: "\n")
    }

    private func resource(_ request: StoreRequest) -> String {
        let parameters = request.query.map { ($0.name.lowercased(), $0.value) }
            .sorted { $0 < $1 }
            .map { "\n\($0):\($1)" }
        return "/\(account)\(request.fullPath)" + parameters.joined()
    }
}
