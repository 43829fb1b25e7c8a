import JSONText
import Signals

/// Stored lines as a terminal shows them.
enum LineText {
    /// A line without what could command the terminal: control characters are escaped.
    static func printable(_ line: String) -> String {
        guard line.unicodeScalars.contains(where: isControl) else { return line }
        return line.unicodeScalars.reduce(into: "") { text, scalar in
            if isControl(scalar) { text += scalar.escaped(asASCII: true) } else { text.unicodeScalars.append(scalar) }
        }
    }

    /// Labels as LogQL writes them: `{level="info", kind="request"}`.
    static func selector(_ labels: [Label]) -> String {
        let parts = labels.map { label in
            let value = JSONWriter.bytes { $0.string(label.value) }
            return "\(label.name)=\(String(decoding: value, as: UTF8.self))"
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
    }
}
