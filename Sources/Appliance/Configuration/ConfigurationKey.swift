import Access

/// What people need to know about a setting.
struct ConfigurationKeyInfo: Hashable, Sendable {
    /// The dotted name, as in `server.port`.
    let name: String
    /// What a value must be, as the end of a sentence.
    let expects: String
    /// What holds where nobody says otherwise.
    let defaultValue: ConfigurationValue
    /// What the setting does, in one sentence.
    let meaning: String
    /// Whether the value must never be shown.
    let isSecret: Bool
    /// Whether the value is a list of lines, some fields of which must never be shown.
    var hidesFields = false
    /// Whether the value is an address, whose user and query must never be shown.
    var isAddress = false

    /// A value of the key as it may be shown.
    func shown(_ value: ConfigurationValue) -> ConfigurationValue {
        if isSecret { return .text(ConfigurationReport.redacted) }
        if isAddress { return value.withAddressHidden }
        return hidesFields ? value.withFieldsHidden : value
    }

    var components: [String] { name.split(separator: ".").map(String.init) }

    /// The environment variable that sets the key: the name in capitals with `_` for `.`, after the program's prefix.
    var environmentName: String {
        Self.environmentPrefix + name.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }

    var isList: Bool {
        if case .list = defaultValue { true } else { false }
    }

    static let environmentPrefix = "GEOCLIMATE_"
}

/// A setting with its type.
struct ConfigurationKey<Value: Sendable>: Sendable {
    let info: ConfigurationKeyInfo
    let defaultValue: Value
    /// The typed value, or nil where the written one is not what the key expects.
    let parse: @Sendable (ConfigurationValue) -> Value?
}

extension ConfigurationKey<String> {
    /// A text that must not be empty.
    static func text(_ name: String, default value: String, isSecret: Bool = false, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "a text that is not empty", defaultValue: .text(value), meaning: meaning,
                isSecret: isSecret),
            defaultValue: value,
            parse: { written in
                guard case .text(let text) = written, !text.isEmpty else { return nil }
                return text
            })
    }
}

extension ConfigurationKey<String?> {
    /// A text that may be left out.
    static func optionalText(_ name: String, isSecret: Bool = false, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "a text", defaultValue: .text(""), meaning: meaning, isSecret: isSecret),
            defaultValue: nil,
            parse: { written in
                guard case .text(let text) = written else { return nil }
                return .some(text.isEmpty ? nil : text)
            })
    }

    /// An address of the web without a path, or nothing.
    static func optionalOrigin(_ name: String, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "an address such as https://air.example.org, without a path",
                defaultValue: .text(""), meaning: meaning, isSecret: false),
            defaultValue: nil,
            parse: { written in
                guard case .text(let text) = written else { return nil }
                if text.isEmpty { return .some(nil) }
                return text.wholeMatch(of: #/https?:\/\/[A-Za-z0-9.\-\[\]:]+/#) == nil ? nil : .some(text)
            })
    }
}

extension ConfigurationKey<Int> {
    /// A whole number in a range.
    static func integer(_ name: String, default value: Int, in range: ClosedRange<Int>, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "a whole number from \(range.lowerBound) to \(range.upperBound)",
                defaultValue: .text(String(value)), meaning: meaning, isSecret: false),
            defaultValue: value,
            parse: { written in
                guard case .text(let text) = written, let number = Int(text), range.contains(number) else { return nil }
                return number
            })
    }
}

extension ConfigurationKey<Bool> {
    /// Yes or no.
    static func flag(_ name: String, default value: Bool, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "true or false", defaultValue: .text(String(value)), meaning: meaning,
                isSecret: false),
            defaultValue: value,
            parse: { written in
                guard case .text(let text) = written else { return nil }
                return Bool(text)
            })
    }
}

extension ConfigurationKey<[String]> {
    /// A list of origins: scheme and host, perhaps a port, and no path.
    static func origins(_ name: String, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "a list of origins such as https://maps.example, without a path and without *",
                defaultValue: .list([]), meaning: meaning, isSecret: false),
            defaultValue: [],
            parse: { written in
                guard case .list(let items) = written, items.allSatisfy({ CrossOrigin.isOrigin($0) }) else {
                    return nil
                }
                return items
            })
    }

    /// A list of texts, none of them empty.
    static func list(_ name: String, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "a list of texts", defaultValue: .list([]), meaning: meaning, isSecret: false),
            defaultValue: [],
            parse: { written in
                guard case .list(let items) = written, items.allSatisfy({ !$0.isEmpty }) else { return nil }
                return items
            })
    }
}

extension ConfigurationKey<[AddressRange]> {
    /// A list of IP addresses and blocks of them.
    static func addressRanges(_ name: String, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "a list of IP addresses and blocks such as 10.0.0.0/8", defaultValue: .list([]),
                meaning: meaning, isSecret: false),
            defaultValue: [],
            parse: { written in
                guard case .list(let items) = written else { return nil }
                let ranges = items.compactMap { try? AddressRange($0) }
                return ranges.count == items.count ? ranges : nil
            })
    }
}

extension ConfigurationKey where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words.
    static func choice(_ name: String, default value: Value, _ meaning: String) -> Self {
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "one of \(words)", defaultValue: .text(value.rawValue), meaning: meaning,
                isSecret: false),
            defaultValue: value,
            parse: { written in
                guard case .text(let text) = written else { return nil }
                return Value(rawValue: text)
            })
    }
}

extension ConfigurationKey<Int?> {
    /// A whole number in a range, or the word `unlimited`, which is nil.
    static func limit(_ name: String, default value: Int?, in range: ClosedRange<Int>, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "a whole number from \(range.lowerBound) to \(range.upperBound), or unlimited",
                defaultValue: .text(value.map(String.init) ?? "unlimited"), meaning: meaning, isSecret: false),
            defaultValue: value,
            parse: { written in
                guard case .text(let text) = written else { return nil }
                if text == "unlimited" { return .some(nil) }
                guard let number = Int(text), range.contains(number) else { return nil }
                return .some(number)
            })
    }
}
