/// Addresses as people may see them: without what gives access.
enum RedactedURL {
    /// What is shown in place of what gives access.
    static let hidden = "xxxxx"

    /// An address, or a path, with its user information and the values of its query hidden.
    ///
    /// Which values are secrets only the one who wrote the address knows, so all are hidden.
    static func text(_ url: String) -> String {
        var head = url[...]
        var tail = ""
        if let question = url.firstIndex(of: "?") {
            head = url[..<question]
            tail = "?" + query(url[url.index(after: question)...])
        }
        return userInformationHidden(head) + tail
    }

    private static func query(_ text: Substring) -> String {
        let end = text.firstIndex(of: "#") ?? text.endIndex
        let pairs = text[..<end].split(separator: "&", omittingEmptySubsequences: false).map { pair in
            guard let equals = pair.firstIndex(of: "=") else { return pair.isEmpty ? "" : hidden }
            return "\(pair[...equals])\(hidden)"
        }
        return pairs.joined(separator: "&") + text[end...]
    }

    private static func userInformationHidden(_ text: Substring) -> String {
        guard let scheme = text.firstRange(of: "://") else { return String(text) }
        let rest = text[scheme.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "#" } ?? rest.endIndex
        guard let at = rest[..<end].lastIndex(of: "@") else { return String(text) }
        return "\(text[..<scheme.upperBound])\(hidden)\(text[at...])"
    }
}
