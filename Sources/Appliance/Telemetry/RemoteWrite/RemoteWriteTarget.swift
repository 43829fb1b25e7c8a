import Foundation
import PromQL

/// A server that gets what is stored of metrics, by remote write 1.0.
///
/// In a list of the settings' file it is a mapping; in one line, as flags and the environment take it, its fields stand beside
/// each other: `url=https://metrics.example/api/v1/write credentials=… interval=5s backlog=2h`.
struct RemoteWriteTarget: Sendable, Equatable, CustomStringConvertible {
    /// What metrics, the log and the stored position call it; host, port and path where nothing else is said.
    let name: String
    let url: String
    /// The value of the header Authorization; nil for none.
    let authorization: String?
    /// Milliseconds between looks for new samples.
    var interval: Int64 = 5_000
    /// Milliseconds that the server may be behind; what is older is left out.
    var backlog: Int64 = 7_200_000

    /// Without the credentials.
    var description: String { name }

    /// Reads one line; nil where a field is missing, not known or of no use.
    init?(_ line: String) {
        var fields: [String: String] = [:]
        for part in line.split(separator: " ") {
            guard let equals = part.firstIndex(of: "=") else { return nil }
            let name = String(part[..<equals])
            guard fields[name] == nil else { return nil }
            fields[name] = String(part[part.index(after: equals)...])
        }
        guard let url = fields.removeValue(forKey: "url"), url.utf8.count <= Limits.remoteWriteURLBytes,
            let address = Self.address(url)
        else { return nil }
        self.url = url
        name = fields.removeValue(forKey: "name") ?? address
        guard !name.isEmpty else { return nil }
        let credentials = fields.removeValue(forKey: "credentials")
        let user = fields.removeValue(forKey: "username")
        let password = fields.removeValue(forKey: "password")
        switch (credentials, user, password) {
        case (nil, nil, nil): authorization = nil
        case (let token?, nil, nil) where !token.isEmpty: authorization = "Bearer \(token)"
        case (nil, let user?, let password) where !user.isEmpty && !user.contains(":"):
            authorization = "Basic \(Data("\(user):\(password ?? "")".utf8).base64EncodedString())"
        default: return nil
        }
        if let text = fields.removeValue(forKey: "interval") {
            guard let interval = Self.duration(text, in: 1_000...3_600_000) else { return nil }
            self.interval = interval
        }
        if let text = fields.removeValue(forKey: "backlog") {
            guard let backlog = Self.duration(text, in: 60_000...(14 * 86_400_000)) else { return nil }
            self.backlog = backlog
        }
        guard fields.isEmpty else { return nil }
    }

    /// Host, port and path of an address that can be written to; nil for any other.
    ///
    /// Credentials have fields of their own, in which they are never shown.
    private static func address(_ url: String) -> String? {
        let parts = url.wholeMatch(of: #/https?://([A-Za-z0-9.\-\[\]:]+)(/[!-~&&[^?#]]*)?(\?[!-~&&[^#]]*)?/#)
        return parts.map { "\($0.1)\($0.2 ?? "")" }
    }

    private static func duration(_ text: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let duration = try? DurationText.milliseconds(text), range.contains(duration) else { return nil }
        return duration
    }
}
