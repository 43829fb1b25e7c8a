/// The text that every match of a regular expression must contain, as far as it is plain to see.
///
/// Only literal characters before the first group or class count, and nothing where there is an alternative: a text
/// that is missed costs time, a text that is wrong would lose lines.
struct PatternLiterals {
    let longest: ByteSearch.Needle?
    /// Whether the expression is nothing but that text.
    let isWhole: Bool

    init(_ source: String) {
        let bytes = Array(source.utf8)
        var runs: [[UInt8]] = [[]]
        var isPlain = !bytes.contains(UInt8(ascii: "|"))
        var index = isPlain ? 0 : bytes.count
        scan: while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "*"), UInt8(ascii: "?"):
                // What stands before it may be missing. It may be a character of several bytes, so the whole run goes.
                runs[runs.count - 1] = []
                runs.append([])
                isPlain = false
            case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"):
                isPlain = false
                runs.append([])
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
                UInt8(ascii: "}"):
                if bytes[index] == UInt8(ascii: "{") { runs.removeLast() }
                isPlain = false
                break scan
            case UInt8(ascii: "\\"):
                index += 1
                guard index < bytes.count, bytes[index] < 0x80 else {
                    isPlain = false
                    break scan
                }
                if !bytes[index].isLetter, !bytes[index].isDigit {
                    runs[runs.count - 1].append(bytes[index])
                } else if Self.classes.contains(bytes[index]) {
                    isPlain = false
                    runs.append([])
                } else {
                    isPlain = false
                    break scan
                }
            default: runs[runs.count - 1].append(bytes[index])
            }
            index += 1
        }
        let best = runs.max { $0.count < $1.count } ?? []
        longest = best.isEmpty ? nil : ByteSearch.Needle(best)
        isWhole = isPlain && !best.isEmpty
    }

    /// Letters that, behind a backslash, stand for a class or a place and take no argument.
    private static let classes = Set("dDwWsSbBAz".utf8)
}
