internal import Patterns

/// A regular expression with named groups, each of which becomes a label.
struct Capturing: Sendable {
    let pattern: Pattern
    /// Groups that have a name.
    let groups: [(index: Int, label: String)]

    init(_ source: String) throws(LogQLError) {
        do { pattern = try Pattern(source) } catch { throw .invalid("error parsing regexp: \(error)") }
        var groups: [(index: Int, label: String)] = []
        for (index, name) in pattern.groupNames.enumerated() {
            guard let name else { continue }
            guard LabelName.isValid(name) else { throw .invalid("invalid extracted label name '\(name)'") }
            guard !groups.contains(where: { $0.label == name }) else {
                throw .invalid("duplicate extracted label name '\(name)'")
            }
            groups.append((index + 1, name))
        }
        guard !groups.isEmpty else { throw .invalid("at least one named capture must be supplied") }
        self.groups = groups
    }
}

/// What labels may be called.
enum LabelName {
    static let error = "__error__"
    static let errorDetails = "__error_details__"
    static let detectedLevel = "detected_level"
    /// Behind the name of a label that a line brings though its stream has it already.
    static let duplicateSuffix = "_extracted"

    static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, first.isLetter else { return false }
        return name.utf8.allSatisfy { $0.isLetter || $0.isDigit }
    }

    /// A key as a label's name: what labels cannot have becomes an underscore, spaces at the ends go.
    static func sanitised(_ key: some Collection<UInt8>, isPrefix: Bool = true) -> String {
        var bytes = Array(key)[...]
        while let byte = bytes.first, byte == 0x20 || (0x09...0x0D).contains(byte) { bytes.removeFirst() }
        while let byte = bytes.last, byte == 0x20 || (0x09...0x0D).contains(byte) { bytes.removeLast() }
        guard let first = bytes.first else { return "" }
        var name = isPrefix && first.isDigit ? "_" : ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            let isAllowed = scalar.isASCII && (UInt8(ascii: scalar).isLetter || UInt8(ascii: scalar).isDigit)
            name.unicodeScalars.append(isAllowed ? scalar : "_")
        }
        return name
    }
}
