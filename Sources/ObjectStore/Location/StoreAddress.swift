internal import Foundation

/// The parts of a store's address, decoded: a scheme, a name, a path and parameters.
///
/// The grammar is that of RFC 3986 without a user, a port or a fragment. What is wrong is said without repeating the text,
/// because people put credentials into addresses.
struct StoreAddress: Sendable, Hashable {
    let scheme: String
    let authority: String
    /// The parts between slashes.
    let path: [String]
    private let parameters: [String: String]

    init(_ text: String) throws(ObjectStoreError) {
        guard text.utf8.count <= Limits.locationBytes else {
            throw .locationInvalid(reason: "it is longer than \(Limits.locationBytes) bytes")
        }
        guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
            throw .locationInvalid(reason: "it has a space or a control character; write a space as %20")
        }
        guard let mark = text.range(of: "://") else {
            throw .locationInvalid(reason: "it does not begin with file://, s3://, gs:// or azblob://")
        }
        guard !text.contains("#") else { throw .locationInvalid(reason: "it has a #; write it as %23") }
        scheme = text[..<mark.lowerBound].lowercased()
        let halves = text[mark.upperBound...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = halves.first ?? ""
        let slash = whole.firstIndex(of: "/") ?? whole.endIndex
        authority = String(whole[..<slash])
        guard !authority.contains("@") else {
            throw .locationInvalid(reason: "it has a user or a key in it; credentials come from the environment")
        }
        path = try Self.parts(of: whole[slash...])
        parameters = halves.count > 1 ? try Self.parameters(of: halves[1]) : [:]
    }

    /// The parameters, of which none may be one that the scheme does not know.
    func parameters(of known: Set<String>) throws(ObjectStoreError) -> [String: String] {
        // Only names that are plain words are repeated: a key pasted in their place is not.
        guard let unknown = parameters.keys.filter({ !known.contains($0) }).min() else { return parameters }
        let isWord = unknown.utf8.count <= 16 && unknown.utf8.allSatisfy { (0x61...0x7A).contains($0) }
        let list = known.sorted().joined(separator: ", ")
        throw .locationInvalid(
            reason: "it has \(isWord ? "the parameter \(unknown)" : "a parameter") that \(scheme):// does not know"
                + (known.isEmpty ? "" : "; there are \(list)"))
    }

    private static func parts(of path: Substring) throws(ObjectStoreError) -> [String] {
        var parts: [String] = []
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let decoded = PercentEncoding.decode(part) else {
                throw .locationInvalid(reason: "a percent sign in it does not stand before two digits of UTF-8")
            }
            parts.append(decoded)
        }
        while parts.last?.isEmpty == true { parts.removeLast() }
        for part in parts {
            guard !part.isEmpty, part != ".", part != "..", !part.contains("/") else {
                throw .locationInvalid(reason: "a part of its path is empty, a dot, two dots or has a slash in it")
            }
            guard part.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
                throw .locationInvalid(reason: "its path has a control character")
            }
        }
        return parts
    }

    private static func parameters(of query: Substring) throws(ObjectStoreError) -> [String: String] {
        var found: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let name = PercentEncoding.decode(halves[0]),
                let value = PercentEncoding.decode(halves[1]), !value.isEmpty
            else { throw .locationInvalid(reason: "a parameter has no value") }
            guard found.updateValue(value, forKey: name) == nil else {
                throw .locationInvalid(reason: "a parameter stands there twice")
            }
        }
        return found
    }
}
