/// A setting as somebody wrote it, before its key gives it a type.
enum ConfigurationValue: Hashable, Sendable, CustomStringConvertible {
    case text(String)
    case list([String])

    var description: String {
        switch self {
        case .text(let text): text
        case .list(let items): "[" + items.joined(separator: ", ") + "]"
        }
    }

    /// The same where lines of fields, `name=value` beside each other, hold secrets: those and the queries of addresses hidden.
    ///
    /// What is no field is hidden too: it may be the rest of one.
    var withFieldsHidden: ConfigurationValue {
        switch self {
        case .text(let line): .text(Self.fieldsHidden(line))
        case .list(let items): .list(items.map(Self.fieldsHidden))
        }
    }

    /// The same where it is an address, perhaps a malformed one, with its user and its query hidden.
    var withAddressHidden: ConfigurationValue {
        switch self {
        case .text(let address): .text(Self.addressHidden(address))
        case .list(let items): .list(items.map(Self.addressHidden))
        }
    }

    /// A malformed address may have a user without a scheme, or a password with a slash: all up to the last `@` is hidden.
    private static func addressHidden(_ address: String) -> String {
        guard let at = address.lastIndex(of: "@") else { return RedactedURL.text(address) }
        let scheme = ["https://", "http://"].first { address.hasPrefix($0) } ?? ""
        return RedactedURL.text("\(scheme)\(RedactedURL.hidden)\(address[at...])")
    }

    private static func fieldsHidden(_ line: String) -> String {
        line.split(separator: " ").map { field in
            guard let equals = field.firstIndex(of: "=") else { return ConfigurationReport.redacted }
            let value = field[field.index(after: equals)...]
            let isSecret = SecretNames.contains(String(field[..<equals]))
            return "\(field[...equals])" + (isSecret ? ConfigurationReport.redacted : RedactedURL.text(String(value)))
        }.joined(separator: " ")
    }
}
